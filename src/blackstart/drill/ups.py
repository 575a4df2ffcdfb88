"""What upsc says of the simulated UPSes, anywhere in the fleet. Pure."""

from blackstart.drill.fixtures import Answer, HostFixtures

PORT = "3493"


def split_place(place: str) -> tuple[str, str]:
    """Return address and port of upsd: `nas`, `nas:3493`, `[2001:db8::1]:3493` (upsc(8))."""
    host, _, port = place.rpartition(":")
    return (host.strip("[]"), port) if host and port.isdecimal() else (place.strip("[]"), PORT)


def answer_upsc(name: str, variable: str, server: HostFixtures | None) -> Answer | None:
    """Answer for one variable, in upsc's words. A host without any UPS has no upsd; None: nobody there is simulated."""
    if server is None or not server.ups:
        return refuse("Connection failure: Connection refused") if server is None else None
    if name not in server.ups:
        return refuse("Unknown UPS")
    ups = server.ups[name]
    if ups.stale:
        return refuse("Data stale")
    values = {"ups.status": ups.status, "battery.charge": ups.charge, "battery.runtime": ups.runtime}
    value = values.get(variable)
    if value is None:
        return refuse("Variable not supported by UPS")
    return Answer(stdout=f"{value if isinstance(value, str) else f'{value:g}'}\n")


def refuse(reason: str) -> Answer:
    """Say why upsd tells nothing."""
    return Answer(stderr=f"Error: {reason}\n", exit_code=1)
