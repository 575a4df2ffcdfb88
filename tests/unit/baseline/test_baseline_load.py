"""A pack as a whole: which files it is, in which order, and what it is known by."""

from collections.abc import Callable
from hashlib import sha256
from time import process_time

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError, Problem
from blackstart.checks.spec import Spec
from blackstart.checks.systemd.systemd_unit import SystemdUnit
from blackstart.model.fleet import Check, Fleet, Phase

Load = Callable[..., Fleet]
Complain = Callable[..., list[str]]


def phase(name: str, needs: str = "[]", checks: str = "") -> str:
    """Return a phase file with one check, `<name>-c`, or those given."""
    checks = checks or f"[{{id: {name}-c, on: a, systemd_unit: x}}]"
    return f"phase: {name}\nneeds: {needs}\nchecks: {checks}\n"


def test_check_has_what_the_file_says_and_defaults(load: Load) -> None:
    """One line of YAML is a whole check."""
    spec: Spec = SystemdUnit(unit="nginx")
    check = Check(id="nginx", phase="P0", host="a", place="a", spec=spec)
    assert load().checks == (check,)
    assert load().phases == (Phase(id="P0"),)


def test_phases_come_after_what_they_need(load: Load) -> None:
    """Needs decide, then the order of the files; checks keep their files' order."""
    fleet = load(
        phase=phase("P0", "[P2]"),
        p1=phase("P1", checks="[{id: z, on: a, systemd_unit: x}, {id: y, on: a, systemd_unit: x}]"),
        p2=phase("P2", "P3"),
        p3=phase("P3"),
    )
    assert [item.id for item in fleet.phases] == ["P3", "P2", "P0", "P1"]
    assert [item.id for item in fleet.checks] == ["P3-c", "P2-c", "P0-c", "z", "y"]
    assert fleet.phases[2].needs == ("P2",)


def test_phase_has_its_title(load: Load) -> None:
    """A title is English unless it says otherwise."""
    assert load("title: Network\n" + phase("P0")).phases[0].title == {"en": "Network"}


def test_files_outside_the_phases_do_not_disturb(small: dict[str, str]) -> None:
    """Procedures stand in other files; they count in the digest."""
    fleet = load_baseline({**small, "procedures.yml": "- x"}, "x")
    assert fleet.digest != load_baseline(small, "x").digest
    assert fleet.sources == {**small, "procedures.yml": "- x"}


def test_digest_is_over_lengths_names_and_texts(small: dict[str, str]) -> None:
    """The digest is documented, so that others can compute it; the order of files is no part of it."""
    data = "".join(f"{len(part)}:{part}" for name in sorted(small) for part in (name, small[name]))
    assert load_baseline(small, "x").digest == sha256(data.encode()).hexdigest()
    assert load_baseline(dict(reversed(small.items())), "y").digest == load_baseline(small, "x").digest


def test_sources_give_the_same_fleet_again(load: Load) -> None:
    """A bundle keeps the sources; judging it again starts from them."""
    fleet = load(p1=phase("P1", "[P0]"))
    assert load_baseline(fleet.sources, "elsewhere") == fleet


def test_include_names_files_and_patterns(small: dict[str, str]) -> None:
    """Included files may stand anywhere in the pack; none counts twice."""
    fleet = "include: ['phases/*.yml', phases/p0.yml, more/net.yml]\n" + small["fleet.yml"]
    loaded = load_baseline({**small, "fleet.yml": fleet, "more/net.yml": phase("NET")}, "x")
    assert [item.id for item in loaded.phases] == ["NET", "P0"]


def test_pack_without_fleet_file_is_refused() -> None:
    """The message names the file that is missing."""
    with pytest.raises(BaselineError) as caught:
        load_baseline({}, "packs/x")
    message = "there is no such file"
    mend = "a pack needs it, to name the fleet and its hosts"
    assert caught.value.problems == (Problem(file="packs/x/fleet.yml", line=0, message=message, mend=mend),)
    assert str(caught.value) == f"packs/x/fleet.yml: {message}; {mend}"


def test_pack_without_phases_is_refused(small: dict[str, str]) -> None:
    """Zero checks are never green."""
    with pytest.raises(BaselineError, match=r"^packs/x/fleet.yml: 'phases/\*.yml' matches no file: no phases; add"):
        load_baseline({"fleet.yml": small["fleet.yml"]}, "packs/x")


def test_phase_file_with_another_ending_is_not_passed_over(small: dict[str, str]) -> None:
    """A file that looks like a phase and is none is told, not skipped."""
    with pytest.raises(BaselineError, match=r"'phases/p1.yaml' is never included; name it under"):
        load_baseline({**small, "phases/p1.yaml": phase("P1")}, "packs/x")


def test_syntax_is_told_for_every_file_at_once(small: dict[str, str]) -> None:
    """A fleet file that cannot be read does not hide what is wrong in the others."""
    sources = {"fleet.yml": "a: [", "phases/p0.yml": "\t", "phases/p1.yml": "", "recovery.yml": "["}
    with pytest.raises(BaselineError) as caught:
        load_baseline(sources, "x")
    assert [problem.file for problem in caught.value.problems] == ["x/fleet.yml", "x/phases/p0.yml", "x/phases/p1.yml"]


def test_unreadable_phase_makes_no_other_name_unknown(complain: Complain) -> None:
    """One bad file is one line, not one for each that needs it."""
    lines = complain(phase("P0", "[P1]"), p1="phase: P1\nchecks: [")
    assert len(lines) == 1
    assert lines[0].startswith("packs/x/phases/p1.yml:")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "checks: [{id: c, on: a, systemd_unit: x}]",
            "packs/x/phases/p0.yml:1: key 'phase' is missing; name the phase",
        ),
        (
            "phase: P0",
            "packs/x/phases/p0.yml:1: key 'checks' is missing; an empty phase proves nothing: give it checks",
        ),
        (
            "phase: P0\nchecks:",
            "packs/x/phases/p0.yml:2: key 'checks': expected a list of checks, found nothing; as `- {id",
        ),
        ("phase: P0\nchecks: []", "packs/x/phases/p0.yml:2: key 'checks': an empty phase proves nothing; give it"),
        ("phase: P0\nchecks: {a: b}", "p0.yml:2: key 'checks': expected a list of checks, found a mapping"),
        (
            "phase: P0\nchecks:\n  - nginx",
            "packs/x/phases/p0.yml:3: key 'checks': expected a mapping, found text 'nginx'; as `- {id",
        ),
        ("phase: P0\ncheks: []", "packs/x/phases/p0.yml:2: unknown key 'cheks'; did you mean 'checks'?"),
        ("phase: P 0\nchecks: []", "packs/x/phases/p0.yml:1: key 'phase': 'P 0' is no id"),
        (phase("P0", "[P9]"), "packs/x/phases/p0.yml:2: phase 'P0': no phase 'P9'; known: P0"),
        (phase("P0", "[P0]"), "packs/x/phases/p0.yml:1: phase 'P0': needs form a cycle: P0 → P0; take one of them out"),
    ],
)
def test_fault_in_a_phase_is_told_with_its_line(complain: Complain, text: str, problem: str) -> None:
    """Each fault gives a line with place, thing and mend."""
    assert any(problem in line for line in complain(text)), complain(text)


def test_cycle_of_phases_is_spelled_out(complain: Complain) -> None:
    """Every phase in the cycle is named, in the order they need each other."""
    lines = complain(phase("P0", "[P1]"), p1=phase("P1", "[P2]"), p2=phase("P2", "[P0]"))
    assert lines == ["packs/x/phases/p0.yml:1: phase 'P0': needs form a cycle: P0 → P1 → P2 → P0; take one of them out"]


def test_two_phases_of_one_id_are_both_named(complain: Complain) -> None:
    """The message has both places."""
    lines = complain(phase("P0"), p1=phase("P0", checks="[{id: other, on: a, systemd_unit: x}]"))
    assert (
        "packs/x/phases/p1.yml:1: phase 'P0': id 'P0' is used twice, first at packs/x/phases/p0.yml:1; "
        "name one of them otherwise"
    ) in lines


def test_two_checks_of_one_id_are_both_named(complain: Complain) -> None:
    """Also in two files; a check may not have a phase's id either."""
    same = "[{id: c, on: a, systemd_unit: x}]"
    clash = "\n  - {id: P0, on: a, systemd_unit: x}"
    lines = complain(phase("P0", checks=same), p1=phase("P1", checks=same), p2=phase("P2", checks=clash))
    assert [line.split(";")[0] for line in lines] == [
        "packs/x/phases/p1.yml:3: check 'c': id 'c' is used twice, first at packs/x/phases/p0.yml:3",
        "packs/x/phases/p2.yml:4: check 'P0': id 'P0' is used twice, first at packs/x/phases/p0.yml:1",
    ]


def make_large(count: int) -> dict[str, str]:
    """Return a pack of so many checks in phases of a thousand, each check needing the one before."""
    sources = {"fleet.yml": "name: large\nhosts: {a: {address: a}}\n"}
    for start in range(0, count, 1000):
        checks = "".join(make_entry(start, number) for number in range(start, min(start + 1000, count)))
        needs = f"[P{start - 1000:06}]" if start else "[]"
        sources[f"phases/{start:06}.yml"] = f"phase: P{start:06}\nneeds: {needs}\nchecks:\n{checks}"
    return sources


def make_entry(start: int, number: int) -> str:
    """Return the lines of one check."""
    needs = f"[c{number - 1}]" if number > start else "[]"
    return (
        f"  - id: c{number}\n    on: a\n    needs: {needs}\n    systemd_unit: {{unit: u{number}, enabled: true}}\n"
        f"    expect: restarts < 3\n    else: warn\n"
        f"    why: The shop needs it.\n    next: Read its journal.\n"
    )


def measure(count: int) -> float:
    """Return the least CPU seconds of three loads."""
    sources = make_large(count)
    times = []
    for _ in range(3):
        start = process_time()
        assert len(load_baseline(sources, "x").checks) == count
        times.append(process_time() - start)
    return min(times)


def test_hundred_checks_load_in_no_time() -> None:
    """A hundred checks are loaded in a fraction of a second of CPU, traced and on a busy machine too."""
    measure(1)
    assert measure(100) < 0.5


@pytest.mark.no_cover
def test_time_grows_with_the_number_of_checks() -> None:
    """Ten times the checks take about ten times as long, not a hundred times."""
    assert measure(2000) < measure(200) * 30
