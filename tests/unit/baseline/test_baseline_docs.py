"""What the documents show as YAML loads as it is written there."""

import re
from pathlib import Path

import pytest

from blackstart.baseline.load import load_baseline
from blackstart.model.fleet import Fleet

ROOT = Path(__file__).parents[3]
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"# (\w+)/((?:fleet|phases/\S+|views/\S+)\.?\w*)\n")
FLEET = """\
name: x
subjects: [service, backup, next-boot]
hosts: {db: {address: db, roles: [data]}, web: {address: web, roles: [web]}}
"""
NETWORK = "phase: P0-NETWORK\nchecks: [{id: db-ready, on: db, postgres_ready: }]\n"
SERVICES = """\
phase: P1-SERVICES
checks:
  - {id: api, on: web, http: "http://web/"}
  - {id: route-api, on: controller, http: {url: "https://web/", tries: 3}}
  - {id: backup-status, on: db, report: {path: /b, rows: {members: [db], word: fresh, zero: [failed]}}, about: backup}
  - {id: escrow-markers, on: db, file_stat: /e, about: next-boot}
  - {id: "{host}-boot", on: all, boot: }
"""
SECTIONS = ("points:", "paths:", "go:")


def read_blocks(document: str) -> list[str]:
    """Return the YAML of a document, block by block."""
    return BLOCK.findall((ROOT / document).read_text())


def find_block(document: str, beginning: str) -> str:
    """Return the block that begins so."""
    (found,) = (block for block in read_blocks(document) if block.startswith(beginning))
    return str(found)


def load(**files: str) -> Fleet:
    """Load a pack that has what the examples name."""
    own = {f"{name.replace('__', '/')}.yml": text for name, text in files.items()}
    return load_baseline({"fleet.yml": FLEET, "phases/0.yml": NETWORK, "phases/1.yml": SERVICES, **own}, "x")


@pytest.mark.parametrize(("document", "pack"), [("README.md", "homelab"), ("docs/packs.md", "lab")])
def test_the_pack_that_a_document_makes_loads(document: str, pack: str) -> None:
    """File by file, as a new user types it."""
    named = ((NAMED.match(block), block) for block in read_blocks(document))
    sources = {match[2]: block for match, block in named if match is not None and match[1] == pack}
    assert load_baseline(sources, pack).checks
    assert len(sources) >= 2


def test_the_example_of_the_ladder_is_the_homelabs() -> None:
    """Word for word, but for the comment before it, and the points, paths and rules of GO behind it."""
    comment, _, text = (ROOT / "packs/homelab-example/recovery.yml").read_text().partition("\n")
    assert comment.startswith("#")
    assert text.partition("points:")[0] == find_block("docs/recovery.md", "levels:")


def test_the_tables_that_documents_show_load() -> None:
    """The ladder with its points, paths and rules of GO, and the quick check."""
    blocks = (find_block("docs/recovery.md", "levels:"), *(find_block("docs/go.md", one) for one in SECTIONS))
    fleet = load(recovery="".join(blocks), views__quick=find_block("docs/go.md", "checks:"))
    assert fleet.plan_b is not None
    assert fleet.go is not None
    assert [point.name for point in fleet.plan_b.points] == ["T+0", "T+5", "T+30", "T+60"]
    assert list(fleet.views["quick"].parts) == ["routes", "backup"]
