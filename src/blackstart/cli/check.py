"""`blackstart check`: look at a fleet and say where it stands."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from blackstart.app.connections import Connections, find_connections
from blackstart.app.dialling import begin_logins
from blackstart.app.loading import load_pack
from blackstart.cli import exits
from blackstart.cli.check_options import CheckOptions
from blackstart.cli.options import (
    alert_test_option,
    complain,
    default_runs,
    make_style,
    may_run_pack_commands,
    no_save_option,
    output_options,
    pack_commands_option,
    runs_option,
    spoken_language,
    ssh_config_option,
)
from blackstart.cli.progress import ProgressLine
from blackstart.cli.settling import wait_to_settle
from blackstart.cli.since import optional_since_option
from blackstart.cli.standing import require_standing, tell_standing
from blackstart.cli.views import choose_view, view_option, write_views
from blackstart.model.fleet import Fleet
from blackstart.model.outcome import Result
from blackstart.model.scorecard import Scorecard

if TYPE_CHECKING:
    from blackstart.app.looking import Look

EPILOG = """\b
Examples:
  blackstart check packs/localhost
  blackstart check packs/awoooi --format json --lang zh-TW
  blackstart check packs/awoooi --list-views
  blackstart check packs/awoooi --view NAME
  blackstart check packs/awoooi --since 25m
  blackstart check packs/awoooi --watch --interval 60 --max-attempts 30 --send-alert-test
"""


class RoundReport:
    """Shows each look, saves it, and remembers what the last one came to."""

    def __init__(self, fleet: Fleet, options: CheckOptions, progress: ProgressLine, most: int = 1) -> None:
        """Report to standard output; at most `most` looks are wanted."""
        self.status = exits.INTERNAL
        self._fleet = fleet
        self._options = options
        self._progress = progress
        self._most = most
        self._before: Scorecard | None = None

    def show(self, seen: "Look") -> None:
        """Print the scorecard, then save the run, also where it could not be printed."""
        self._progress.clear()
        self.status = exits.status_of(seen.scorecard)
        try:
            click.echo(self._text(seen.scorecard))
            self._tell_standing(seen.scorecard)
        finally:
            self._save(seen)

    def show_round(self, seen: "Look", attempt: int) -> bool:
        """Print what is new; return whether another look is wanted."""
        last = attempt >= self._most or seen.scorecard.result is Result.GREEN or seen.scorecard.span.interrupted
        if self._before is None or last or self._options.form != "terminal":
            self.show(seen)
        else:
            from blackstart.render.changes import render_changes  # noqa: PLC0415  # a single look needs none of it

            self._progress.clear()
            click.echo(f"[{attempt}/{self._most}] {render_changes(self._before, seen.scorecard, self._options.style)}")
            self._save(seen)
        self._before = seen.scorecard
        return not last

    def _text(self, scorecard: Scorecard) -> str:
        from blackstart.app.recording import render  # noqa: PLC0415  # loaded while the hosts log in

        return render(self._fleet, scorecard, self._options.form, self._options.style)

    def _tell_standing(self, scorecard: Scorecard) -> None:
        if self._options.since is not None:
            text, status = tell_standing(self._fleet, scorecard, self._options.since, self._options.style)
            click.echo("\n" + text, nl=False)
            self.status = max(self.status, status)

    def _save(self, seen: "Look") -> None:
        options = self._options
        if options.runs is None:
            return
        from blackstart.app.recording import save  # noqa: PLC0415  # loaded while the hosts log in
        from blackstart.journal.bundle import BundleWriteError  # noqa: PLC0415  # as above

        try:
            bundle = save(
                options.runs,
                options.pack,
                self._fleet,
                seen,
                send_alert_test=options.send_alert_test,
                sign_with=options.sign_with,
            )
        except BundleWriteError as error:
            complain(str(error))
            self.status = exits.CANNOT_WRITE
        else:
            click.echo(f"run: {bundle}", err=True)
            self._forget(options.runs)

    def _forget(self, runs: Path) -> None:
        """Remove old runs where that was asked for; that it cannot be done takes nothing from this one."""
        if self._options.keep is None and self._options.keep_days is None:
            return
        from blackstart.app.recording import forget_old_runs  # noqa: PLC0415  # only where runs are removed
        from blackstart.journal.retention import RetentionError  # noqa: PLC0415  # as above

        try:
            forget_old_runs(runs, self._options.keep, self._options.keep_days)
        except RetentionError as error:
            complain(str(error))


@click.command("check", epilog=EPILOG)
@click.argument("pack")
@ssh_config_option
@click.option(
    "--ssh-client",
    type=click.Choice(["auto", "openssh", "asyncssh"]),
    default="auto",
    show_default=True,
    help="auto: OpenSSH's for up to 16 hosts, one in this process for more.",
)
@runs_option
@no_save_option
@click.option("--sign-with", metavar="KEY", help="Sign the run with this SSH key (or BLACKSTART_SIGN_WITH).")
@click.option("--keep", type=click.IntRange(min=1), help="Remove all but so many of the newest runs afterwards.")
@click.option("--keep-days", type=click.FloatRange(min=0, min_open=True), help="Remove older runs afterwards.")
@click.option("--watch", "watching", is_flag=True, help="Look again until GREEN, or until the last attempt.")
@click.option(
    "--interval", type=click.FloatRange(min=0.1), default=60, show_default=True, help="Seconds between looks."
)
@click.option("--max-attempts", type=click.IntRange(min=1), default=30, show_default=True)
@alert_test_option
@pack_commands_option
@click.option("--monitor-read-only", is_flag=True, help="Send nothing and ask nothing that sends, for unattended runs.")
@click.option(
    "--settle",
    "--stabilization-sleep-seconds",
    type=click.FloatRange(min=0),
    default=0,
    help="Wait so many seconds before the first look.",
)
@click.option(
    "--check", "_only_check", is_flag=True, hidden=True, help="Taken for the sake of scripts: it only checks."
)
@view_option
@click.option("--list-views", is_flag=True, help="List the views of PACK, and look at nothing.")
@optional_since_option
@output_options
def command(  # noqa: PLR0913  # one parameter for each option
    *,
    pack: str,
    ssh_config: str | None,
    ssh_client: Literal["auto", "openssh", "asyncssh"],
    runs: Path | None,
    no_save: bool,
    sign_with: str | None,
    keep: int | None,
    keep_days: float | None,
    watching: bool,
    interval: float,
    max_attempts: int,
    send_alert_test: bool,
    monitor_read_only: bool,
    settle: float,
    _only_check: bool,
    view: str | None,
    list_views: bool,
    since: float | None,
    form: str,
    details: bool,
    no_color: bool,
) -> int:
    """Look at the fleet PACK describes, once or until it is GREEN."""
    if send_alert_test and monitor_read_only:
        raise click.UsageError("--send-alert-test posts an alert and --monitor-read-only forbids it; give one of them")
    fleet = load_pack(pack)
    if list_views:
        click.echo(write_views(fleet, spoken_language()))
        return exits.CLEAN
    fleet = choose_view(fleet, view)
    require_standing(fleet, since, form)
    wait_to_settle(settle)
    connections = find_connections(
        fleet,
        Connections(
            ssh_config=ssh_config,
            ssh_client=ssh_client,
            send_alert_test=send_alert_test,
            only_reads=monitor_read_only,
            runs=runs or default_runs(),
            allow_pack_commands=may_run_pack_commands(),
        ),
    )
    with begin_logins(fleet, connections) as connections:
        import asyncio  # noqa: PLC0415  # loaded while the hosts log in

        from blackstart.app.looking import check_once, watch  # noqa: PLC0415  # as above

        options = CheckOptions(
            pack=pack,
            form=form,
            style=make_style(no_color=no_color, details=details),
            runs=None if no_save else connections.runs,
            keep=keep,
            keep_days=keep_days,
            send_alert_test=send_alert_test,
            sign_with=sign_with,
            since=since,
        )
        progress = ProgressLine(fleet.checks, lists_places=not watching)
        report = RoundReport(fleet, options, progress, max_attempts)
        if watching:
            asyncio.run(watch(fleet, connections, progress.advance, report.show_round, interval, progress.finish))
        else:
            asyncio.run(check_once(fleet, connections, progress.advance, report.show, progress.finish))
    return report.status
