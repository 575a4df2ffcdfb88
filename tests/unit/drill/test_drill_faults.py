"""Each kind of check has a fault that it does not let pass, made on what a healthy host answers."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from golden_cases import read_case

from blackstart.checks.installed import KindError
from blackstart.checks.table import KINDS, find_kind
from blackstart.drill.faults import FAULTS, find_maker
from blackstart.drill.faults_answers import change_text
from blackstart.drill.trials import Trial, plan_trials, predict_healthy
from blackstart.model.outcome import Outcome
from blackstart.model.reply import CommandReply, Gap, HttpReply, TcpReply, TlsReply
from blackstart.model.request import HttpRequest, PostAlert, RunCommand, TcpConnect, TlsHandshake
from blackstart.testing.golden import GoldenCase, make_fleet

GOLDEN = Path(__file__).parents[2] / "golden"


def test_kinds_name_faults_that_there_are() -> None:
    """And each fault is named by a kind. With -s, kinds without one are listed: their answers are changed."""
    named = {name: find_kind(name).faults for name in KINDS}
    print("no fault of their own:", ", ".join(name for name in KINDS if not named[name]))  # noqa: T201  # the list is what is asked for
    assert {fault for faults in named.values() for fault in faults} == set(FAULTS)


@pytest.mark.parametrize(
    ("fault", "mend"),
    [("loose_file", "did you mean 'lose_file'?"), ("zzzzzz", "there are: age_certificate, age_report")],
)
def test_a_kind_that_names_an_unknown_fault_is_told_so(fault: str, mend: str) -> None:
    """Another package's kind may: the message names the kind, the fault and the nearest one."""
    with pytest.raises(KindError, match="kind 'queue_depth': `faults` names") as raised:
        find_maker("queue_depth", fault)
    assert mend in str(raised.value)
    assert raised.value.status == 65


def list_healthy(kind: str) -> list[GoldenCase]:
    """Return the kind's golden cases that pass on answers alone."""
    cases = [read_case(path) for path in sorted((GOLDEN / kind).glob("*.yaml"))]
    return [
        case
        for case in cases
        if case.verdict.outcome is Outcome.PASS and not any(isinstance(item.reply, Gap) for item in case.exchanges)
    ]


def make_plain(place: str, case: GoldenCase) -> dict[str, dict[str, object]]:
    """Return a fleet whose one host answers as recorded, in the plain data of fixtures."""
    tools: dict[str, list[dict[str, object]]] = {}
    http: dict[str, dict[str, dict[str, object]]] = {}
    ports: dict[str, object] = {}
    names: list[str] = []
    for item in case.exchanges:
        match item.request, item.reply:
            case RunCommand(argv=argv), CommandReply() as reply:
                said = {"stdout": reply.stdout, "stderr": reply.stderr, "exit_code": reply.exit_code}
                add_answer(tools.setdefault(argv[0], []), " ".join(argv[1:]), said)
            case (HttpRequest() | PostAlert()) as request, HttpReply() as reply:
                url = urlsplit(request.url)
                target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
                server = http.setdefault(str(url.port or (443 if url.scheme == "https" else 80)), {"paths": {}})
                server["paths"][target] = {"status": reply.status, "body": reply.body}
                server |= {"tls": {}} if url.scheme == "https" else {}
                names.append(url.hostname or "")
            case TcpConnect() as request, TcpReply(banner=banner):
                ports[str(request.port)] = {"banner": f"{banner}\r\n"} if banner else "open"
                names.append(request.address)
            case TlsHandshake() as request, TlsReply() as reply:
                days = (reply.not_after - case.now) / 86400
                http[str(request.port)] = {"paths": {}, "tls": {"days_left": days}}
                names += [request.address, request.server_name]
            case _:
                pass
    named = [name for name in names if name not in ("127.0.0.1", "localhost", case.target.address)]
    served = {"http": http, "ports": ports}
    own = place if {"127.0.0.1", "localhost"} & set(names) else "a"
    plain: dict[str, dict[str, object]] = {"a": {"names": named}, "controller": {}}
    plain[own] |= served
    plain[place] |= {"tools": tools}
    return plain


def add_answer(answers: list[dict[str, object]], match: str, said: dict[str, object]) -> None:
    """Add an answer; several to one question are given in turn."""
    known = next((answer for answer in answers if answer["match"] == match), None)
    if known is None:
        answers.append({"match": match, "sequence": [said]})
    elif isinstance(known["sequence"], list):
        known["sequence"].append(said)


def find_trial(kind: str, case: GoldenCase) -> Trial | None:
    """Return the first trial of a golden case's check."""
    fleet = make_fleet(kind, case)
    check = fleet.checks[0]
    healthy = predict_healthy(fleet, make_plain(check.place, case), case.now)
    if healthy.prediction.judge(fleet.checks)[check.id].outcome is not Outcome.PASS:
        return None
    return next(plan_trials(check, None, healthy), None)


def list_recorded() -> list[str]:
    """Return the kinds with golden cases, but for the one that is answered by a record alone."""
    return sorted(path.name for path in GOLDEN.iterdir() if path.name in KINDS and path.name != "trend")


@pytest.mark.parametrize("kind", list_recorded())
@pytest.mark.no_cover
def test_a_kind_has_a_fault_that_bites(kind: str) -> None:
    """On at least one of its recorded healthy hosts, and no mere lack of a tool."""
    trials = [trial for case in list_healthy(kind) if (trial := find_trial(kind, case)) is not None]
    assert trials, f"no healthy golden case of {kind} can be simulated"
    assert any(not trial.gap for trial in trials)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("NTPSynchronized=yes\n", "NTPSynchronized=no\n"),
        ("days,same\n3,t\n", "days,same\n3,f\n"),
        ("days,same\n3,t\n", "days,same\n0,t\n"),
        ("a\nb\n", "b\n"),
        ('{"a":[{"health":"up"}]}', '{"a":[{"health":"down"}]}'),
        ('{"a":[{"health":"up"}]}', '{"a":[]}'),
        ('{"at":"2026-01-01T00:00:00Z","n":"4"}', '{"at":"2001-01-01T00:00:00Z","n":"4"}'),
        ("[true]", "[false]"),
    ],
)
def test_texts_are_changed_in_one_place(text: str, changed: str) -> None:
    """By word, figure and line; JSON by value, so that it stays JSON."""
    assert changed in [one for _, one in change_text(text)]
