"""What the tools of a simulated host answer from."""

from datetime import UTC, datetime

import msgspec

from blackstart.drill.fixtures import HostFixtures


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """A simulated host by its id, who logs in, and the time it answers at (Unix seconds).

    `as_root` tells that the question was put with sudo.
    """

    host: str
    user: str
    as_root: bool = False
    now: float
    fixtures: HostFixtures


def write_time(moment: float, form: str) -> str:
    """Return a time in UTC."""
    return datetime.fromtimestamp(moment, tz=UTC).strftime(form)
