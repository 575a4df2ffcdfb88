"""Services that systemd had to start again by itself in this boot, and for how long they have been up since."""

from blackstart.checks.asking import run, split_lines, succeeded
from blackstart.checks.facts.log_window import ask_window
from blackstart.checks.facts.unit_graph import RUNS
from blackstart.checks.systemd.unit_past import STARTED, read_moment
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

PROPERTIES = ("Id", "NRestarts", "ActiveState", STARTED)


def ask_restarted() -> Steps[dict[str, float]]:
    """Ask for all services; return the seconds each restarted one has been up, 0 for one that is not."""
    argv = ("systemctl", "show", f"--property={','.join(PROPERTIES)}", "--", "*.service")
    restarted = [unit for unit in read_blocks((yield from run(*argv))) if unit["NRestarts"] != "0"]
    if not restarted:
        return {}
    now = (yield from ask_window(0)).now
    return {unit["Id"]: find_uptime(unit, now) for unit in restarted}


def find_uptime(unit: dict[str, str], now: float) -> float:
    """Return how long a service has been up. One between two rounds, or started in the future, is not."""
    return max(now - read_moment(unit[STARTED]), 0.0) if unit["ActiveState"] in RUNS else 0.0


def read_blocks(reply: CommandReply) -> list[dict[str, str]]:
    """Read `systemctl show` of several units, an empty line between them; each tells every property."""
    split_lines(succeeded(reply).stdout)
    texts = [text for text in reply.stdout.split("\n\n") if text.strip()]
    blocks = [dict(line.split("=", 1) for line in text.splitlines() if "=" in line) for text in texts]
    if not blocks or any(not block.keys() >= set(PROPERTIES) for block in blocks):
        raise UnreadableReplyError("systemctl show does not tell how often each service was restarted")
    return blocks
