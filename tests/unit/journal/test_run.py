"""The bytes of a run are the same for the same run."""

from itertools import permutations

import msgspec

from blackstart.journal.run import (
    Run,
    decode_exchanges,
    decode_run,
    encode_document,
    encode_exchanges,
    encode_run,
)
from blackstart.model.exchange import Exchange
from blackstart.model.reply import Cause, CommandReply, Gap
from blackstart.model.request import RunCommand, TcpConnect

RUN = Run(tool_version="0.1.0", run_id="r", fleet="f", baseline_digest="d", sources={"fleet.yml": "name: f\n"})
EXCHANGES = (
    Exchange(place="b", request=RunCommand(argv=("true",)), reply=CommandReply(stdout="")),
    Exchange(place="a", request=TcpConnect(address="192.0.2.1", port=22), reply=Gap(cause=Cause.REFUSED)),
    Exchange(place="a", request=RunCommand(argv=("who", "-b")), reply=CommandReply(stdout="ö\n", exit_code=1)),
)


def test_order_of_arrival_leaves_no_trace() -> None:
    """The same exchanges in any order are the same bytes, and are read back."""
    every = {encode_exchanges(order) for order in permutations(EXCHANGES)}
    assert len(every) == 1
    assert set(decode_exchanges(every.pop())) == set(EXCHANGES)


def test_first_of_two_answers_stays_first() -> None:
    """Which answer counts is decided by order, so order is kept among answers to one question."""
    again = msgspec.structs.replace(EXCHANGES[0], reply=Gap(cause=Cause.TIME_LIMIT))
    assert decode_exchanges(encode_exchanges((EXCHANGES[0], again))) == (EXCHANGES[0], again)
    assert decode_exchanges(encode_exchanges((again, EXCHANGES[0]))) == (again, EXCHANGES[0])


def test_run_is_read_back_with_its_sources() -> None:
    """The sources are in a file of their own."""
    own = encode_run(RUN)
    assert b"name: f" not in own
    assert decode_run(own, encode_document(RUN.sources)) == RUN
