"""History is told from bundles that are whole, of the same fleet and baseline, and not cut short."""

import asyncio
import itertools
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from blackstart.checks.history.trend import Trend
from blackstart.journal.bundle import Run, write_run
from blackstart.journal.manifest import MANIFEST, stamp
from blackstart.journal.recent import MOST_READ, read_recent
from blackstart.journal.tip import TIP
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.kind import Present
from blackstart.model.outcome import Outcome
from blackstart.model.reply import Cause, CommandReply, Gap, SamplesReply
from blackstart.model.request import CONTROLLER, RecordedSamples, RunCommand
from blackstart.model.scorecard import HostCondition, HostState, RunSpan
from blackstart.testing.builders import make_check, make_fleet, make_scorecard, make_verdict
from blackstart.testing.fake import FixedClock
from blackstart.transports.record import RecordTransport
from blackstart.verdicts.judge import judge_check

NOW = 1782480000.0
DIGEST = "d" * 64
LOAD, WEB = make_check("load"), make_check("web", host=CONTROLLER)
FLEET = make_fleet(LOAD, WEB, name="small")
STATES = {"a": HostState(host="a", condition=HostCondition.READY, boot_id="one")}
ASKED = RecordedSamples(check="load", window=600.0, value="per_core")


def write(folder: Path, minutes: float, value: float | None = 0.4, **fields: Any) -> Path:
    """Write a run that began so many minutes ago and took a second."""
    reading = None if value is None else {"per_core": value}
    outcome = Outcome.BLOCKED if value is None else Outcome.PASS
    scorecard = make_scorecard(FLEET, make_verdict(LOAD, outcome, reading=reading), hosts=STATES)
    started = NOW - 60 * minutes
    run = Run(
        tool_version="0",
        run_id=str(minutes),
        fleet="small",
        baseline_digest=DIGEST,
        span=RunSpan(started=started, ended=started + 1),
    )
    evidence = (Exchange(place="a", request=RunCommand(argv=("true",)), reply=CommandReply(stdout="")),)
    return write_run(folder, msgspec.structs.replace(run, **fields), evidence, scorecard, "", {})


def transport(folder: Path | None) -> RecordTransport:
    """Ask for the small fleet's history."""
    return RecordTransport(folder, "small", DIGEST, FixedClock(NOW))


async def ask(folder: Path | None, request: RecordedSamples = ASKED) -> SamplesReply:
    """Ask once."""
    reply = await transport(folder).ask(request)
    assert isinstance(reply, SamplesReply)
    return reply


async def test_what_runs_read_is_told_newest_first(runs: Path) -> None:
    """With value, outcome, boot, and the run before."""
    written = [write(runs, 3, 0.5), write(runs, 2, None), write(runs, 1, 0.7)]
    reply = await ask(runs)
    assert [sample.run for sample in reply.samples] == [path.name for path in reversed(written)]
    assert [(sample.value, sample.outcome) for sample in reply.samples] == [
        (0.7, Outcome.PASS),
        (None, Outcome.BLOCKED),
        (0.5, Outcome.PASS),
    ]
    assert [sample.at for sample in reply.samples] == [NOW - 59, NOW - 119, NOW - 179]
    assert [sample.previous for sample in reply.samples] == [written[1].name[-12:], written[0].name[-12:], ""]
    assert {sample.boot_id for sample in reply.samples} == {"one"}
    assert (reply.newest, reply.unusable, reply.capped) == (written[2].name[-12:], (), False)
    assert (reply.fleet, reply.baseline) == ("small", DIGEST)


async def test_a_check_about_no_host_has_no_boot(runs: Path) -> None:
    """It cannot be of another one."""
    write(runs, 1)
    (sample,) = (await ask(runs, RecordedSamples(check="web", window=600.0))).samples
    assert (sample.boot_id, sample.value) == ("", None)


@pytest.mark.parametrize("folder", [None, "none"])
async def test_without_a_folder_there_is_no_history(tmp_path: Path, folder: str | None) -> None:
    """That is no error: nobody has looked yet."""
    assert (await ask(folder and tmp_path / folder)).samples == ()  # type: ignore[arg-type]  # None stays None


@pytest.mark.parametrize(
    "fields",
    [
        {"fleet": "other"},
        {"baseline_digest": "e" * 64},
        {"span": RunSpan(started=NOW - 120, ended=NOW - 119, interrupted=True)},
    ],
)
async def test_other_runs_count_for_nothing(runs: Path, fields: dict[str, Any]) -> None:
    """Those of another fleet or baseline, and interrupted ones; the chain leads past them."""
    first = write(runs, 3)
    write(runs, 2, 9.0, **fields)
    last = write(runs, 1)
    reply = await ask(runs)
    assert [sample.run for sample in reply.samples] == [last.name, first.name]
    assert reply.samples[0].previous == first.name[-12:]


async def test_a_check_that_was_not_asked_has_no_samples(runs: Path) -> None:
    """A view may have left it out."""
    newest = write(runs, 1)
    reply = await ask(runs, RecordedSamples(check="other", window=600.0))
    assert reply.samples == ()
    assert reply.newest != newest.name[-12:]


async def test_older_runs_are_not_read(runs: Path) -> None:
    """But that there are some is not hidden: the oldest sample has one before it."""
    older = write(runs, 11)
    newer = write(runs, 9)
    (older / "run.json").write_text("never read")
    (sample,) = (await ask(runs)).samples
    assert (sample.run, sample.previous) == (newer.name, older.name[-12:])


@pytest.mark.parametrize("name", ["run.json", "scorecard.json", "exchanges.jsonl", "baseline.json", MANIFEST])
async def test_an_edited_run_is_named_and_counts_for_nothing(runs: Path, name: str) -> None:
    """Whatever file it is; and nothing before it is joined to what came after."""
    write(runs, 3)
    edited = write(runs, 2)
    write(runs, 1)
    content = bytearray((edited / name).read_bytes())
    content[-3] ^= 1
    (edited / name).write_bytes(content)
    reply = await ask(runs)
    assert len(reply.samples) == 1
    (unusable,) = reply.unusable
    assert (unusable.run, unusable.at) == (edited.name, NOW - 120)
    assert str(runs) not in unusable.reason


@pytest.mark.parametrize("made", ["20260626T132040Z-0123456789ab", "99999999T999999Z-0123456789ab"])
async def test_a_folder_that_is_no_run_is_named(runs: Path, made: str) -> None:
    """Empty ones too, and such as no clock could have named."""
    write(runs, 1)
    (runs / made).mkdir()
    reply = await ask(runs, msgspec.structs.replace(ASKED, window=6000.0))
    assert [unusable.run for unusable in reply.unusable] == [made]
    assert len(reply.samples) == 1


async def test_a_run_that_is_no_scorecard_is_named(runs: Path) -> None:
    """Its manifest may be right, and its content not."""
    span = RunSpan(started=NOW - 60, ended=NOW - 59)
    run = Run(tool_version="0", run_id="r", fleet="small", baseline_digest=DIGEST, span=span)
    write_run(runs, run, (), {"not": "a scorecard"}, "", {})  # type: ignore[arg-type]  # on purpose
    (unusable,) = (await ask(runs)).unusable
    assert "not written by Blackstart" in unusable.reason


async def test_a_run_put_there_by_hand_is_not_told(runs: Path, tmp_path: Path) -> None:
    """It may be whole, but no run here leads to it."""
    write(runs, 2)
    write(runs, 1)
    shutil.copytree(stray := write(tmp_path / "elsewhere", 1.5, 0.1), runs / stray.name)
    assert [sample.value for sample in (await ask(runs)).samples] == [0.4, 0.4]


async def test_newer_runs_come_in_between_two_questions(runs: Path) -> None:
    """As while watching: what was read before is not read again, what was removed is gone."""
    record = transport(runs)
    first, second = write(runs, 3), write(runs, 2)
    assert len((await record.ask(ASKED)).samples) == 2  # type: ignore[union-attr]  # as above
    (first / "run.json").unlink()
    write(runs, 1)
    assert len((await record.ask(ASKED)).samples) == 3  # type: ignore[union-attr]  # as above
    shutil.rmtree(second)
    assert len((await record.ask(ASKED)).samples) == 1  # type: ignore[union-attr]  # as above
    await record.close()


async def test_questions_at_once_are_answered_alike(runs: Path) -> None:
    """One reader at a time."""
    write(runs, 1)
    record = transport(runs)
    replies = await asyncio.gather(*(record.ask(ASKED) for _ in range(5)))
    assert len({msgspec.json.encode(reply) for reply in replies}) == 1


async def test_a_folder_that_cannot_be_read_is_a_gap(runs: Path) -> None:
    """Its name may be longer than the file system takes."""
    reply = await transport(runs / ("x" * 5000)).ask(ASKED)
    assert isinstance(reply, Gap)
    assert reply.cause is Cause.UNREADABLE
    assert "File name too long" in reply.detail


async def test_only_samples_are_asked(runs: Path) -> None:
    """It is no shell."""
    reply = await transport(runs).ask(RunCommand(argv=("true",)))
    assert isinstance(reply, Gap)
    assert reply.cause is Cause.NOT_PERMITTED


async def test_a_slow_disk_is_a_gap(runs: Path) -> None:
    """The limit is the request's."""
    for minutes in range(9, 0, -1):
        write(runs, minutes)
    reply = await transport(runs).ask(msgspec.structs.replace(ASKED, limit=1e-9))
    assert isinstance(reply, Gap)
    assert reply.cause is Cause.TIME_LIMIT


def test_no_more_than_so_many_runs_are_read(runs: Path) -> None:
    """And the answer says so."""
    runs.mkdir()
    for number in range(MOST_READ + 3):
        (runs / f"{stamp(NOW - number)}-0123456789ab").mkdir()
    recent = read_recent(runs, NOW - 6000, {})
    assert (len(recent.unusable), recent.capped) == (MOST_READ, True)


BAD = 3
MINUTES = (6, 5, 4, 3, 2, 1)


async def judge_trend(folder: Path) -> Outcome:
    """Judge that the load was below 1 for five minutes, with a present that is."""
    spec = Trend(of="load", value="per_core", below=1.0, span="5m", max_gap="4m")
    check = make_check("t", spec=spec, host=CONTROLLER, place=CONTROLLER)
    request = RecordedSamples(check="load", value="per_core", window=540.0)
    reply = await transport(folder).ask(request)
    transcript = Transcript([Exchange(place=CONTROLLER, request=request, reply=reply)])
    present = Present(outcome=Outcome.PASS, at=NOW, reading={"per_core": 0.4}, boot_id="one")
    return judge_check(check, make_fleet(check), transcript, None, NOW, present).outcome


async def test_removing_or_damaging_runs_never_hides_a_bad_one(tmp_path: Path) -> None:
    """Whichever of six runs are taken away, or edited, the burst three minutes ago is not forgotten."""
    whole = tmp_path / "whole"
    names = [write(whole, minutes, 5.0 if minutes == BAD else 0.4).name for minutes in MINUTES]
    assert await judge_trend(whole) is Outcome.BLOCKED
    subsets = [chosen for size in range(7) for chosen in itertools.combinations(names, size)]
    for number, chosen in enumerate(subsets):
        for way in (remove, damage):
            folder = tmp_path / f"{number}-{way.__name__}"
            shutil.copytree(whole, folder)
            for name in chosen:
                way(folder / name)
            assert await judge_trend(folder) is not Outcome.PASS, (way, chosen)
            shutil.rmtree(folder)


def remove(run: Path) -> None:
    """Take a run away."""
    shutil.rmtree(run)


def damage(run: Path) -> None:
    """Edit a run."""
    (run / "summary.txt").write_text("edited")


async def test_six_good_runs_pass(runs: Path) -> None:
    """The law is not kept by never passing; a note that is lost costs nothing."""
    for minutes in MINUTES:
        write(runs, minutes)
    assert await judge_trend(runs) is Outcome.PASS
    (runs / TIP).unlink()
    assert await judge_trend(runs) is Outcome.PASS
