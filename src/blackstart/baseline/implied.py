"""What every run looks at without a pack's asking: whether it was whole, this machine's network, the hosts' clocks."""

from collections.abc import Set as AbstractSet

from blackstart.checks.history.run_whole import RunWhole
from blackstart.checks.host.wall_clock import WallClock
from blackstart.checks.network.uplink import Uplink
from blackstart.checks.spec import Spec
from blackstart.model.fleet import Check, Fleet, Implied, Text
from blackstart.model.request import CONTROLLER

CLOCK = WallClock()
CLOCK_WHY: Text = {
    "en": "What is told by this host's clock, such as the age of a backup, is not known while it is wrong.",
    "zh-TW": "主機時鐘不準時,以它計時的一切(例如備份新舊)都不可信。",
}
CLOCK_NEXT: Text = {
    "en": "On {host} `timedatectl` and `chronyc tracking` tell whether a time server was reached.",
    "zh-TW": "在 {host} 用 `timedatectl` 與 `chronyc tracking` 看是否連得到時間伺服器。",
}
UPLINK_WHY: Text = {
    "en": "From a machine without a network no host can be seen: nothing is known of them, good or bad.",
    "zh-TW": "本機沒有網路時看不到任何主機:它們是好是壞都不知道。",
}
UPLINK_NEXT: Text = {
    "en": "On this machine `ip -br link` and `ip route` tell which link or route is gone.",
    "zh-TW": "在本機用 `ip -br link` 與 `ip route` 看是哪個介面或路由不見了。",
}
RUN_WHY: Text = {
    "en": "What was not asked, or cut off, is not known; it says nothing against the hosts.",
    "zh-TW": "未詢問或被中斷的部分並不代表主機有問題。",
}
RUN_NEXT: Text = {"en": "Run the check again, to its end.", "zh-TW": "重新執行檢查,等它跑完。"}


def imply(fleet: Fleet) -> Implied:
    """Return these checks: a clock's in the first phase that looks at its host, the others in the first of all."""
    checks = (*fleet.checks, *fleet.checks_on_demand)
    phases = {place: check.phase for check in reversed(checks) for place in (check.host, check.place)}
    remote = [host for host in fleet.hosts.values() if host.connection == "ssh" and host.id in phases]
    names = {check.id for check in checks}
    phase = checks[0].phase
    uplink = Uplink(hosts=tuple(host.address for host in remote))
    return Implied(
        uplink=make_check(name_check("uplink", CONTROLLER, names), phase, uplink, UPLINK_WHY, UPLINK_NEXT),
        clocks=tuple(
            make_check(name_check("clock", host.id, names), phases[host.id], CLOCK, CLOCK_WHY, fill(host.id), host.id)
            for host in remote
            if host.login != "none"
        ),
        run=make_check(name_check("run", CONTROLLER, names), phase, RunWhole(), RUN_WHY, RUN_NEXT),
    )


def name_check(what: str, host: str, taken: AbstractSet[str]) -> str:
    """Return an id that the pack has not given."""
    name = f"{what}@{host}"
    return f"implied-{name}" if name in taken else name


def fill(host: str) -> Text:
    """Return what to do about a clock, with its host put in."""
    return {language: text.replace("{host}", host) for language, text in CLOCK_NEXT.items()}


def make_check(  # noqa: PLR0913, PLR0917  # all that is said of one
    name: str, phase: str, spec: Spec, why: Text, advice: Text, host: str = CONTROLLER
) -> Check:
    """Return a check that is asked on its host, or here."""
    return Check(id=name, phase=phase, host=host, place=host, spec=spec, why=why, next=advice)
