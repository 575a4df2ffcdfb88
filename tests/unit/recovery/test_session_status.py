"""What commands print of sessions can be read again by programs that know its struct."""

import msgspec

from blackstart.model.session_status import SessionList, SessionStatus, StepStatus

STATUS = SessionStatus(
    session="s",
    fleet="small",
    plan="startup",
    plan_digest="sha256:1",
    pack_digest="sha256:2",
    operator="ops",
    started=1000.0,
    until=8200.0,
    zero=None,
    current="network",
    halted=False,
    closeout="",
    steps=(StepStatus(step="network", kind="check", state="OPEN", do={"en": "Look."}, due=1300.0),),
    lines=(),
    holds=(),
    events=2,
    head="f" * 64,
    torn=False,
)


def test_a_list_of_sessions_is_read_as_it_was_written() -> None:
    """What is not there yet (T+0, a closeout) stays absent."""
    told = SessionList(sessions=(STATUS,))
    assert msgspec.json.decode(msgspec.json.encode(told), type=SessionList) == told
