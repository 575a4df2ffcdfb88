"""Owners' responses to the AWOOOI pack's gates: what asks for something is refused by its word, in either language."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from blackstart.app.loading import load_pack
from blackstart.gates.packets import make_packets
from blackstart.gates.response import preflight
from blackstart.gates.response_template import make_template
from blackstart.model.fleet import Fleet
from blackstart.model.gates import GateTable
from blackstart.model.packets import READY, PacketSet
from blackstart.model.summary import Summary

PACK = str(Path(__file__).parents[2] / "packs/awoooi")
MARKER, SCAN = "blocked_credential_marker_write", "blocked_kali_active_scan"
WAZUH, ACTION = "blocked_wazuh_runtime_action", "blocked_runtime_action_request"
REFUSED = {
    "please write the marker": MARKER,
    "請寫入 marker": MARKER,
    "drop a marker file for each credential": MARKER,
    "The markers should be put in place": MARKER,
    "credential_escrow marker: create": MARKER,
    "請補上 escrow 標記": MARKER,
    "建立 escrow 標記檔": MARKER,
    "create the escrow evidence file on 110": MARKER,
    "touch /backup/escrow-evidence/x": MARKER,
    "run the Kali scan on the network": SCAN,
    "nmap -sS host": SCAN,
    "start a vulnerability scan of 112": SCAN,
    "openvas on the office network": SCAN,
    "Kali 主動掃描": SCAN,
    "對 112 進行弱點掃描": SCAN,
    "用 Kali 掃描全網段": SCAN,
    "re-enrol agent 004": WAZUH,
    "Host 121 should be enrolled": WAZUH,
    "enroll host 121": WAZUH,
    "agent_control -R 003": WAZUH,
    "manage_agents -r 003": WAZUH,
    "stop wazuh-manager": WAZUH,
    "Wazuh: please re-register all": WAZUH,
    "wazuh manager 重啟一下": WAZUH,
    "請重新納管 agent": WAZUH,
    "systemctl restart wazuh-manager": WAZUH,
    "停掉 wazuh": WAZUH,
    "enable active-response": WAZUH,
    "請重啟 Wazuh": WAZUH,
    "please restart the service": ACTION,
    "please go ahead and restart": ACTION,
    "approved: run it": ACTION,
    "You may now proceed": ACTION,
    "核准執行": ACTION,
    "同意,請直接執行修復": ACTION,
    "授權你執行": ACTION,
    "delete the old snapshot": ACTION,
    "drop table x": ACTION,
    "nginx -s reload": ACTION,
    "pg_resetwal -f": ACTION,
    "curl -X POST https://example.org/approve": ACTION,
    "set RUNTIME_GATE=1": ACTION,
    "RUNTIME_ACTION_AUTHORIZED=1": ACTION,
    "HOST_WRITE_AUTHORIZED: yes": ACTION,
    "Execute the maintenance now": ACTION,
    "roll out the new chart": ACTION,
    "treat this as accepted": ACTION,
    "Power the host off.": ACTION,
    "Seen in the safe. Restart it.": ACTION,
    "power off host 110": ACTION,
    "take 110 down": ACTION,
    "Switch it off": ACTION,
    "unplug the server": ACTION,
    "Bring the service back up": ACTION,
    "Could you reboot 120?": ACTION,
    "The host must be powered off": ACTION,
    "Reboot!": ACTION,
    "please restart": ACTION,
    "請重啟": ACTION,
    "把主機關掉": ACTION,
    "關掉主機": ACTION,
    "請把 120 關機": ACTION,
    "立刻關機": ACTION,
    "拔掉電源": ACTION,
}
HONEST = (
    "All six agents are enrolled and active in the export.",
    "Wazuh manager: 6 agents registered, 0 disconnected.",
    "Exported after the reboot of 2026-06-26; nothing was restarted.",
    "A set of five records, one for each marker, kept in a safe place; no marker was written.",
    "No active response was used, and no active scan.",
    "未寫入 marker,未做主動掃描,Wazuh 未重啟。",
    "重啟後讀回 registry 共 6 台。",
    "6 agents listed, 6 active, 0 disconnected, as of 2026-06-27",
    "Wazuh 4.9.2, API connection ok at 14:05",
    "The manager was restarted by nobody since 2026-06-20",
    "No scan was made; the list is the manager's own",
    "Kept by the finance lead and the CTO, each in a sealed envelope",
    "已於 6 月 26 日在保險箱中確認,保管人為營運主管",
    "Dashboard 顯示 6 台 agent 皆為 active",
    "the host was powered off on 2026-06-25",
    "We powered the host off on 2026-06-25",
    "The operator shut the host down on 2026-06-25",
    "Power was cut on 2026-06-25",
    "The switch of the rack was off on 06-25",
    "Restart count 0 for all containers",
    "Update seen in the release log of 06-25",
    "Stop of the service was recorded at 12:00",
    "主機已於 6 月 25 日關機",
    "主機於 6/25 重啟完成",
    "關閉告警共 0 則,已讀回",
)


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    """Load the pack."""
    return load_pack(PACK)


@pytest.fixture(scope="module")
def packets(fleet: Fleet) -> PacketSet:
    """Make the packets of a summary in which escrow and registry are open."""
    assert fleet.summary is not None
    values = {line.key: "0" for line in fleet.summary.lines}
    opened = {"ESCROW_MISSING_COUNT": "5", "DR_ESCROW_BLOCKED": "1", "SERVICE_GREEN": "1"}
    gates = "credential_escrow_evidence,wazuh_manager_registry_export"
    named = {"FLEET": fleet.name, "BASELINE_DIGEST": fleet.digest, "NEXT_REQUIRED_GATES": gates}
    return make_packets(fleet, Summary(values={**values, **opened, **named}))


@pytest.fixture
def filled(fleet: Fleet, packets: PacketSet) -> dict[str, Any]:
    """Fill the template in as an honest owner does."""
    found: dict[str, Any] = msgspec.to_builtins(make_template(fleet.gates or GateTable(), packets))
    for response in found["responses"]:
        response["owner"] = "Operations lead, on call"
        for piece in response["evidence"]:
            piece.update(reference="record ESC-1041", observed_at="2026-06-26", summary="Seen in the sealed safe.")
    return found


def answer(found: dict[str, Any], text: str, fleet: Fleet, packets: PacketSet) -> str:
    """Return the status of a response whose last piece of evidence says this."""
    found["responses"][-1]["evidence"][-1]["summary"] = text
    return preflight(json.dumps(found, ensure_ascii=False).encode(), fleet, packets).status


@pytest.mark.parametrize(("text", "status"), REFUSED.items())
def test_what_asks_for_something_has_its_word(
    filled: dict[str, Any], fleet: Fleet, packets: PacketSet, text: str, status: str
) -> None:
    """A response tells what was seen; whatever wants something done is refused."""
    assert answer(filled, text, fleet, packets) == status


@pytest.mark.parametrize("text", HONEST)
def test_what_was_seen_is_ready_for_a_reviewer(
    filled: dict[str, Any], fleet: Fleet, packets: PacketSet, text: str
) -> None:
    """And for no more than that."""
    assert answer(filled, text, fleet, packets) == READY
