"""What the operator asks of `blackstart check`."""

from pathlib import Path

import msgspec

from blackstart.render.style import Style


class CheckOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator asked for."""

    pack: str
    form: str
    style: Style
    runs: Path | None
    keep: int | None
    keep_days: float | None
    send_alert_test: bool
    sign_with: str | None = None
    since: float | None = None
