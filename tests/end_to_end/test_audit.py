"""An audit by the installed command: exit status, place, formats, languages."""

from pathlib import Path

import msgspec
import pytest
from end_to_end.conftest import Run

FLEET = """\
name: small
hosts:
  web: {address: web.internal}
  gate: {address: 192.0.2.1}
read_only_commands: [[bash]]
"""
PHASE = """\
phase: P0
checks:
  - {id: "{host}-ping", on: all, ping: , why: w, next: n}
  - {id: "{host}-login", on: all, ssh_login: , why: w, next: n}
"""


@pytest.fixture
def remote(pack: Path) -> Path:
    """Make a pack of two hosts, one behind the other by the operator's SSH configuration."""
    (pack / "fleet.yml").write_text(FLEET)
    (pack / "phases/p0.yml").write_text(PHASE)
    (pack.parent / "ssh").write_text("Host web.internal\n  HostName 192.0.2.7\n  ProxyJump 192.0.2.1\n")
    return pack


def test_an_audit_tells_what_the_way_of_looking_depends_on(blackstart: Run, remote: Path) -> None:
    """BLOCKED exits 2, with file and line; nothing is dialled."""
    done = blackstart("audit", str(remote), "--ssh-config", str(remote.parent / "ssh"))
    assert done.returncode == 2, done.stderr
    assert done.stdout.startswith("BLOCKED   audit small   ")
    for words in ("it is reached through 'gate'", f"{remote}/fleet.yml:3", "`bash` can run or write anything", "mend"):
        assert words in " ".join(done.stdout.split())
    assert "name service" not in done.stdout.partition("PASS  ")[0]


def test_without_that_configuration_the_name_is_what_matters(blackstart: Run, remote: Path) -> None:
    """A warning where no checked host resolves it; the commands still block."""
    (remote.parent / "empty").write_text("")
    done = blackstart("audit", str(remote), "--ssh-config", str(remote.parent / "empty"), "--format", "json")
    found = {finding["rule"]: finding for finding in msgspec.json.decode(done.stdout)["findings"]}
    assert done.returncode == 2
    assert found["route"]["outcome"] == "PASS"
    assert (found["names"]["outcome"], found["names"]["about"]) == ("WARN", "web")
    assert found["names"]["place"] == f"{remote}/fleet.yml:3"


def test_warnings_alone_exit_1_in_the_readers_language(blackstart: Run, pack: Path) -> None:
    """A pack of this machine only: nobody looks while it is down."""
    done = blackstart("audit", str(pack), "--lang", "zh-TW")
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("DEGRADED   稽核 small   PASS ")


def test_the_awoooi_pack_has_no_finding_that_blocks(blackstart: Run) -> None:
    """From a machine that is none of its hosts."""
    done = blackstart("audit", "awoooi", "--format", "json")
    findings = msgspec.json.decode(done.stdout)["findings"]
    assert [finding for finding in findings if finding["outcome"] == "BLOCKED"] == []


def test_a_pack_that_cannot_be_read_is_told(blackstart: Run) -> None:
    """As by every command."""
    done = blackstart("audit", "nowhere")
    assert (done.returncode, "no such folder" in done.stderr) == (65, True)
    assert "Examples" in blackstart("audit", "--help").stdout


def test_a_pack_is_ready_when_what_stands_beside_it_agrees(blackstart: Run, pack: Path) -> None:
    """A script that cannot run blocks."""
    (pack / "scripts").mkdir()
    (pack / "scripts/go.sh").write_text("#!/bin/sh\nexec blackstart check .\n")
    done = blackstart("audit", str(pack), "--readiness", "--format", "json")
    found = {(one["rule"], one["about"]): one for one in msgspec.json.decode(done.stdout)["findings"]}
    assert done.returncode == 2
    assert "it may not be executed" in done.stdout
    assert found["live", "live"]["outcome"] == "WARN"


def test_with_live_the_hosts_are_asked(blackstart: Run, pack: Path) -> None:
    """What the view comes to counts; the view must be there."""
    asked = ("audit", str(pack), "--readiness", "--only", "live", "--live")
    assert "no view 'v'" in blackstart(*asked, "v").stderr
    (pack / "views").mkdir()
    (pack / "views/v.yml").write_text("checks: [up]\n")
    done = blackstart(*asked, "v")
    assert (done.returncode, "up: it holds on the host" in done.stdout) == (0, True)


def test_a_rule_that_there_is_not_is_a_mistake(blackstart: Run, pack: Path) -> None:
    """As is asking hosts for what is not audited."""
    wrong = blackstart("audit", str(pack), "--only", "rotue")
    assert (wrong.returncode, "did you mean 'route'?" in wrong.stderr) == (64, True)
    assert blackstart("audit", str(pack), "--only", "scripts").returncode == 64
    assert blackstart("audit", str(pack), "--live", "v").returncode == 64


def test_a_finding_may_be_waived_for_a_time(blackstart: Run, remote: Path) -> None:
    """By the key that the audit shows; it is listed as such. Commands that block are refused with file and line."""
    ssh = str(remote.parent / "ssh")
    (remote / "fleet.yml").write_text(FLEET.replace("read_only_commands: [[bash]]\n", ""))
    found = blackstart("audit", str(remote), "--ssh-config", ssh, "--only", "route")
    assert (found.returncode, "key  route:host:web:gate:blocked\n" in found.stdout) == (2, True)
    entry = "- {finding: route:host:web:gate:blocked, by: Mei, note: No other way yet., until: 9999-12-31}\n"
    (remote / "audit.yml").write_text(f"waived:\n{entry}")
    waived = blackstart("audit", str(remote), "--ssh-config", ssh, "--only", "route")
    assert waived.returncode == 0, waived.stdout
    assert "waived by Mei until 9999-12-31: No other way yet." in " ".join(waived.stdout.split())
    assert waived.stdout.startswith("GREEN   audit small   1 pass  0 warn  0 blocked  1 waived")
    (remote / "audit.yml").write_text(f"waived:\n{entry.replace('9999-12-31', '2020-12-31')}")
    expired = blackstart("audit", str(remote), "--ssh-config", ssh, "--only", "route")
    assert (expired.returncode, f"{remote}/audit.yml:2" in expired.stdout) == (2, True)
    (remote / "audit.yml").write_text(f"waived:\n{entry.replace('route:host', 'commands:host')}")
    never = blackstart("audit", str(remote))
    assert (never.returncode, f"{remote}/audit.yml:2: " in never.stderr) == (65, True)
    (remote / "audit.yaml").write_text("waived: []\n")
    assert "keep one" in blackstart("audit", str(remote)).stderr
