"""What is taken out of the answer to a command, whoever runs it."""

import pytest

from blackstart.checks.files.known_hosts import KnownHosts
from blackstart.checks.host.command import Command
from blackstart.checks.host.cron_entries import CronEntries
from blackstart.checks.logs.journal import Journal
from blackstart.checks.read_only.redaction import find_redaction
from blackstart.checks.spec import Spec
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.kind import Target
from blackstart.model.reply import CommandReply
from blackstart.model.request import Redact, RunCommand

TARGET = Target(host="a", address="192.0.2.1")
TABLES = (
    "crontab -l",
    "/usr/bin/crontab -u x -l",
    "docker exec db crontab -l",
    "docker exec -u root db cat /etc/crontabs/root",
    "runuser -u x -- crontab -l",
    "cat /etc/anacrontab",
    "grep -n . /etc/cron.d/app /var/spool/cron/crontabs/x",
    "tail -n 5 crontab.old",
)
OTHERS = (
    "systemctl show cron",
    "systemctl status cron.service",
    "docker exec cron-runner cat /srv/x.env",
    "cat /etc/os-release",
    "grep -r keep /srv/micron/x",
    "ps -C cron",
)


@pytest.mark.parametrize("words", TABLES)
def test_settings_of_any_crontab_are_taken_out(words: str) -> None:
    """By whatever command it is shown; the kind says so in its request."""
    argv = tuple(words.split())
    assert find_redaction(argv) is Redact.SETTINGS
    assert next(Command(argv=argv).steps(TARGET)) == RunCommand(argv=argv, redact=Redact.SETTINGS)


@pytest.mark.parametrize("words", OTHERS)
def test_settings_elsewhere_stay(words: str) -> None:
    """They are evidence."""
    assert find_redaction(tuple(words.split())) is Redact.NOTHING


def test_comments_of_keys_are_taken_out() -> None:
    """By the command as by the kind."""
    assert find_redaction(("ssh-keygen", "-l", "-F", "x", "-f", "/x")) is Redact.KEY_COMMENT


@pytest.mark.parametrize(
    ("spec", "redact"),
    [
        (CronEntries(require=("x",), files=("/srv/table",)), Redact.SETTINGS),
        (Journal(), Redact.LOG_MESSAGE),
    ],
)
def test_kind_says_what_to_take_out_of_its_first_answer(spec: Spec, redact: Redact) -> None:
    """Nothing else knows."""
    asked = next(spec.steps(TARGET))
    assert isinstance(asked, RunCommand)
    assert asked.redact is redact


def test_settings_of_a_crontab_elsewhere_are_taken_out() -> None:
    """Wherever the check finds it."""
    steps = CronEntries(require=("x",), files=("/srv/table",)).steps(TARGET)
    next(steps)
    asked = steps.send(CommandReply(stdout=""))
    assert asked == RunCommand(argv=("cat", "--", "/srv/table"), redact=Redact.SETTINGS)


def test_known_hosts_takes_comments_out() -> None:
    """Somebody wrote them beside the keys."""
    steps = KnownHosts(hosts=("x",)).steps(TARGET)
    next(steps)
    asked = steps.send(CommandReply(stdout="root|644|1|1\n", exit_code=0))
    assert isinstance(asked, RunCommand)
    assert asked.redact is Redact.KEY_COMMENT


def test_answer_that_was_kept_whole_answers_as_well() -> None:
    """One with less in it than was asked for does not."""
    asked = RunCommand(argv=("crontab", "-l"), redact=Redact.SETTINGS)
    plain, reply = RunCommand(argv=("crontab", "-l")), CommandReply(stdout="A=1\n")
    assert Transcript([Exchange(place="a", request=plain, reply=reply)]).answer("a", asked) == reply
    assert Transcript([Exchange(place="a", request=asked, reply=reply)]).answer("a", plain) != reply
