"""The file audit.yml: every mistake with its line, and nothing waived that may not be."""

import pytest

from blackstart.baseline.problems import BaselineError
from blackstart.baseline.waiver_file import load_waivers
from blackstart.model.audit import Waiver

RULES = ("commands", "files", "live", "names", "texts")
GOOD = "waived:\n- {finding: names:host:web:warn, by: Mei, note: It moves., until: 2026-12-31}\n"


def test_each_finding_of_an_entry_is_waived() -> None:
    """One, or several of a list, each with its own line."""
    text = GOOD + "- by: Lin\n  note: n\n  until: 2027-01-01\n  finding:\n  - texts:a:why:warn\n  - texts:b:why:warn\n"
    first, *others = load_waivers(text, "x/audit.yml", RULES)
    assert first == Waiver(
        finding="names:host:web:warn", by="Mei", note="It moves.", until="2026-12-31", place="x/audit.yml:2"
    )
    assert [(waiver.finding, waiver.by, waiver.place) for waiver in others] == [
        ("texts:a:why:warn", "Lin", "x/audit.yml:7"),
        ("texts:b:why:warn", "Lin", "x/audit.yml:8"),
    ]
    assert load_waivers("waived: []\n", "x", RULES) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "x/audit.yml: the file is empty"),
        ("other: 1\nwaived: []", "x/audit.yml:1: unknown key 'other'"),
        ("{}", "key 'waived' is missing"),
        ("waived: 3", "x/audit.yml:1: key 'waived': expected a list of entries"),
        ("waived:\n- names:host:web:warn", "x/audit.yml:2: key 'waived': expected a mapping"),
        (GOOD.replace("by: Mei, ", ""), "x/audit.yml:2: key 'by' is missing"),
        (GOOD.replace("It moves.", "' '"), "x/audit.yml:2: key 'note': expected text"),
        (GOOD.replace(", until: 2026-12-31", ""), "x/audit.yml:2: key 'until' is missing"),
        (GOOD.replace("2026-12-31", "2026-02-31"), "x/audit.yml:2: key 'until': '2026-02-31' is no day; as 2026-12-31"),
        (GOOD.replace("2026-12-31", "2026-W01-1"), "'2026-W01-1' is no day"),
        (GOOD.replace("2026-12-31", "20261231"), "key 'until': expected text"),
        (GOOD.replace("names:", "nams:"), "x/audit.yml:2: 'nams:host:web:warn' is of no rule: 'nams'; did you mean"),
        (GOOD.replace(":warn", ""), "x/audit.yml:2: 'names:host:web' names no finding; take the key from"),
        (GOOD.replace("names:host:web:warn", "live:a-up:blocked"), "'live:a-up:blocked' is never waived"),
        (GOOD.replace("names:host:web:warn", "commands:x:bash:blocked"), "'commands:x:bash:blocked' is never waived"),
        (GOOD + GOOD.partition("\n")[2], "x/audit.yml:3: 'names:host:web:warn' is waived twice, first in line 2"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, said: str) -> None:
    """As of every file of a pack."""
    with pytest.raises(BaselineError) as caught:
        load_waivers(text, "x/audit.yml", RULES)
    assert said in str(caught.value)
