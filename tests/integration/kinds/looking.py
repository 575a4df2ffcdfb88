"""Ask a kind's questions of real tools on this machine, and judge what they answer."""

import time

from blackstart.checks.spec import Spec
from blackstart.collect.collector import Collector
from blackstart.model.exchange import Exchange, Transcript
from blackstart.model.reply import Gap, Reply
from blackstart.model.request import CONTROLLER, Request, RunCommand
from blackstart.model.scorecard import RunSpan, Verdict
from blackstart.testing.builders import make_check, make_fleet
from blackstart.transports.local import LocalTransport
from blackstart.transports.network import NetworkTransport
from blackstart.verdicts.scorecard import judge


class Here:
    """A place that runs commands here and sends the rest over the network."""

    def __init__(self, commands: LocalTransport, network: NetworkTransport) -> None:
        """Take both ways."""
        self._commands = commands
        self._network = network

    async def ask(self, request: Request) -> Reply | Gap:
        """Put one request."""
        return await (self._commands if isinstance(request, RunCommand) else self._network).ask(request)

    async def close(self) -> None:
        """Nothing is held between requests."""


async def look(
    spec: Spec, expect: str = "", *, may_post_alerts: bool = False, extra: tuple[tuple[str, ...], ...] = ()
) -> tuple[Verdict, list[Exchange]]:
    """Return the verdict, and the exchanges it was judged from."""
    fleet = make_fleet(make_check(spec.name, host=CONTROLLER, place=CONTROLLER, spec=spec, expect=expect))
    network = NetworkTransport(time.time, may_post_alerts=may_post_alerts)
    collector = Collector(fleet, {CONTROLLER: Here(LocalTransport(time.time, extra), network)})
    await collector.collect()
    now = time.time()
    scorecard = judge(fleet, Transcript(collector.exchanges), RunSpan(ended=now), now=now)
    return scorecard.verdicts[0], collector.exchanges


async def conclude(spec: Spec, expect: str = "", *, may_post_alerts: bool = False) -> Verdict:
    """Return the verdict alone."""
    verdict, _ = await look(spec, expect, may_post_alerts=may_post_alerts)
    return verdict
