"""What checks need: names, whole phases, placeholders, order and cycles."""

from collections.abc import Callable

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.baseline.problems import BaselineError
from blackstart.model.fleet import Fleet

Load = Callable[..., Fleet]
Complain = Callable[..., list[str]]


def unit(name: str, needs: str = "[]", on: str = "a") -> str:
    """Return the line of a check."""
    return f"  - {{id: '{name}', on: {on}, needs: {needs}, systemd_unit: x}}\n"


def phase(name: str, *checks: str, needs: str = "[]", each: str = "[]") -> str:
    """Return a phase file."""
    return f"phase: {name}\nneeds: {needs}\neach_needs: {each}\nchecks:\n{''.join(checks)}"


def needs_of(fleet: Fleet) -> dict[str, tuple[str, ...]]:
    """Return what each check needs."""
    return {check.id: check.needs for check in fleet.checks}


def test_names_stand_for_checks_and_phases(load: Load) -> None:
    """A phase stands for all its checks; each need stands once."""
    fleet = load(
        phase("P0", unit("a"), unit("b", "a")),
        p1=phase("P1", unit("c", "[b, P0]"), unit("d", "P0"), needs="[P0]"),
        p2=phase("P2", unit("e", "[a]"), needs="[P1]"),
    )
    assert needs_of(fleet) == {"a": (), "b": ("a",), "c": ("b", "a"), "d": ("a", "b"), "e": ("a",)}


def test_placeholder_stands_for_the_host(load: Load) -> None:
    """An expanded check needs the one on its own host."""
    fleet = load(phase("P0", unit("ssh", on="all"), unit("{host}-x", "['ssh@{host}']", on="all")))
    assert needs_of(fleet) == {"ssh@a": (), "ssh@b": (), "a-x": ("ssh@a",), "b-x": ("ssh@b",)}


def test_each_needs_is_added_to_every_check(load: Load) -> None:
    """But not to the check that is needed, and a host's only to the checks of hosts."""
    fleet = load(
        phase("P0", unit("p")),
        p1=phase(
            "P1",
            unit("ssh@a"),
            unit("x", "[p]"),
            unit("y", on="controller"),
            needs="[P0]",
            each="['ssh@{host}', P0]",
        ),
    )
    assert needs_of(fleet) == {"p": (), "ssh@a": ("p",), "x": ("p", "ssh@a"), "y": ("p",)}


def test_unknown_need_is_told(complain: Complain) -> None:
    """With the nearest name."""
    lines = complain(phase("P0", unit("nginx"), unit("b", "[ngnix]")))
    assert lines == [
        "packs/x/phases/p0.yml:6: check 'b': needs 'ngnix', which is no check and no phase; did you mean 'nginx'?"
    ]


def test_need_of_an_expanded_check_is_explained(complain: Complain) -> None:
    """Its id has the host in it."""
    [line] = complain(phase("P0", unit("ssh", on="[a]"), unit("b", "[ssh]")))
    assert line.startswith("packs/x/phases/p0.yml:6: check 'b': needs 'ssh', which is no check and no phase; ")
    assert line.endswith("; it stands once per host, as 'ssh@a'")


def test_fault_in_each_needs_is_told_once(complain: Complain) -> None:
    """Not for every check of the phase."""
    lines = complain(phase("P0", unit("a1"), unit("b1"), each="[zz]"))
    assert lines == [
        "packs/x/phases/p0.yml:3: phase 'P0': needs 'zz', which is no check and no phase; known: P0, a1, b1"
    ]


def test_need_of_a_later_phase_is_refused(complain: Complain) -> None:
    """A phase is released before what does not need it, so nothing in it may wait for that."""
    lines = complain(phase("P0", unit("a1", "[b1]"), unit("a2", "[P1]")), p1=phase("P1", unit("b1"), needs="[P0]"))
    message = "phase order: needs '{0}' of phase 'P1', which phase 'P0' does not need"
    mend = "add 'P1' to the needs of 'P0', or take '{0}' out"
    also = " (also packs/x/phases/p0.yml:6)"
    assert lines == [f"packs/x/phases/p0.yml:5: check 'a1': {message}{also}; {mend}".format("b1")]


def test_a_wrong_phase_name_is_one_mistake(small: dict[str, str]) -> None:
    """However often it stands there, and whatever hangs on it: needs, views, and what views print."""
    files = {f"phases/{n}.yml": phase(f"P{n}", unit(f"c{n}", "[a1]"), needs="[BSAE]") for n in range(1, 6)}
    view = "checks: [phase:BSAE, c1]\nlines: {A: '{a1}', C: '{c1}'}\n"
    sources = {**small, "phases/p0.yml": phase("BASE", unit("a1")), **files, "views/v.yml": view}
    with pytest.raises(BaselineError) as caught:
        load_baseline(sources, "x")
    places = "(also x/phases/2.yml:2, x/phases/3.yml:2, x/phases/4.yml:2 and 2 more places)"
    assert str(caught.value) == f"x/phases/1.yml:2: phase 'P1': no phase 'BSAE' {places}; did you mean 'BASE'?"


def test_what_needs_a_right_phase_is_judged_all_the_same(complain: Complain) -> None:
    """Two mistakes are two."""
    lines = complain(
        phase("P0", unit("a1", "[b1]")), p1=phase("P1", unit("b1", "[a1]"), needs="[PO]"), p2=phase("P2", unit("c1"))
    )
    assert [line.split(": ")[1] for line in lines] == ["check 'a1'", "phase 'P1'"]


def test_need_of_the_own_phase_is_refused(complain: Complain) -> None:
    """It would need itself."""
    lines = complain(phase("P0", unit("a1", "[P0]")))
    assert lines == ["packs/x/phases/p0.yml:5: check 'a1': needs its own phase 'P0'; name checks of it"]


def test_need_of_itself_is_a_cycle(complain: Complain) -> None:
    """The shortest there is."""
    lines = complain(phase("P0", unit("a1", "[a1]")))
    assert lines == ["packs/x/phases/p0.yml:5: check 'a1': needs form a cycle: a1 → a1; take one of them out"]


def test_every_cycle_is_spelled_out(complain: Complain) -> None:
    """Two cycles are two lines."""
    lines = complain(phase("P0", unit("a1", "[b1]"), unit("b1", "[a1]"), unit("c1", "[a1, d1]"), unit("d1", "[c1]")))
    assert [line.split(": ", 2)[2] for line in lines] == [
        "needs form a cycle: a1 → b1 → a1; take one of them out",
        "needs form a cycle: c1 → d1 → c1; take one of them out",
    ]


@pytest.mark.no_cover
def test_long_cycle_is_cut_in_the_middle(complain: Complain) -> None:
    """A cycle through a whole fleet still is one line, and no recursion ends it."""
    checks = [unit(f"c{number}", f"[c{(number + 1) % 3000}]") for number in range(3000)]
    [line] = complain(phase("P0", *checks))
    assert "c0 → c1 → c2 → c3 → c4 → c5 → … → c2995 → c2996 → c2997 → c2998 → c2999 → c0" in line


def test_invalid_check_is_known_all_the_same(complain: Complain) -> None:
    """A check with a fault is one line, not one more for each that needs it."""
    lines = complain("phase: P0\nchecks: [{id: a1, on: a, tcp: x}, {id: b1, on: a, needs: a1, tcp: 22}]")
    assert len(lines) == 1


def test_names_are_not_compared_for_ever(complain: Complain) -> None:
    """Past a hundred problems, or among thousands of names, the nearest name is not looked for."""
    lines = complain(phase("P0", *(unit(f"web{number}", f"[wbe{number}]") for number in range(150))))
    assert len(lines) == 150
    assert "did you mean" in lines[0]
    assert "did you mean" not in lines[149]
    lines = complain(phase("P0", *(unit(f"c{number}") for number in range(2500)), unit("x", "[c1x]")))
    assert lines[0].endswith("which is no check and no phase")
