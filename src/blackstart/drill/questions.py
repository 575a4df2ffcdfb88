"""Every command that a fleet's checks will ask of the drill, found by asking the fixtures. Pure."""

from collections.abc import Callable

import msgspec

from blackstart.drill.facts import Facts
from blackstart.drill.fixtures import Answer, HostFile
from blackstart.drill.globs import matches
from blackstart.drill.host_answers import answer_question, list_boot_ids
from blackstart.drill.host_files import is_denied, list_files
from blackstart.model.exchange import FIRST_BOOT_ID
from blackstart.model.fleet import Fleet
from blackstart.model.reply import Cause, CommandReply, Gap, Reply
from blackstart.model.request import CONTROLLER, HttpRequest, Request, RunCommand, TcpConnect
from blackstart.verdicts.replay import observe

Reach = Callable[[tuple[str, ...]], Answer | None]
"""Answers that depend on the whole fleet (ping, ip, pg_isready, redis-cli)."""

CLOCKS = {"+%s.%N": "{:.9f}\n", "+%s %z": "{:.0f} +0000\n"}
"""How the time is asked for, and how it is told."""


class Place(msgspec.Struct, kw_only=True):
    """Where questions are put: its facts, and the answers found to have been made up from them.

    `found_as_root` are those that sudo gets and the login user does not.
    """

    facts: Facts
    reach: Reach
    found: dict[tuple[str, ...], Answer] = {}
    found_as_root: dict[tuple[str, ...], Answer] = {}
    programs: set[str] = set()

    def answer(self, request: Request) -> Reply | Gap:
        """Answer as the host will, and note what it was asked."""
        match request:
            case RunCommand(argv=argv, attempt=attempt, sudo=sudo):
                return self._answer_command(argv, attempt, as_root=sudo)
            case HttpRequest() if self.facts.host != CONTROLLER:
                self.programs.add("curl")
            case TcpConnect() if self.facts.host != CONTROLLER:
                self.programs.add("nc")
            case _:
                pass
        return Gap(cause=Cause.NOT_ASKED)

    def _answer_command(self, argv: tuple[str, ...], attempt: int, *, as_root: bool) -> Reply | Gap:
        self.programs.add(argv[0])
        facts = msgspec.structs.replace(self.facts, as_root=as_root)
        answer = find_answer(argv, facts) or read_file(argv, facts)
        if answer is None and argv[0] == "date" and argv[-1] in CLOCKS:
            # Its shim tells the time by itself; what is asked after it is found here.
            moment = self.facts.now + self.facts.fixtures.clock_offset
            return CommandReply(stdout=CLOCKS[argv[-1]].format(moment), at=self.facts.now)
        if answer is None:
            answer = answer_question(argv, facts) or self.reach(argv)
            if answer is None:
                return Gap(cause=Cause.TOOL_MISSING)
            self._keep(argv, answer, as_root=as_root)
        step = answer.sequence[min(attempt, len(answer.sequence)) - 1] if answer.sequence else answer
        return CommandReply(stdout=step.stdout, stderr=step.stderr, exit_code=step.exit_code, at=self.facts.now)

    def _keep(self, argv: tuple[str, ...], answer: Answer, *, as_root: bool) -> None:
        """Keep an answer that was made up, by who gets it."""
        alone = as_root and answer_question(argv, self.facts) not in (None, answer)
        (self.found_as_root if alone else self.found)[argv] = answer


def find_answer(argv: tuple[str, ...], facts: Facts) -> Answer | None:
    """Return the declared answer that the shim will give."""
    words = " ".join(argv[1:])
    answers = facts.fixtures.tools.get(argv[0], ())
    return next((answer for answer in answers if matches(answer.match, words)), None)


def read_file(argv: tuple[str, ...], facts: Facts) -> Answer | None:
    """Return what `cat` will print of a file."""
    if argv[0] != "cat":
        return None
    path = argv[-1]
    if path == FIRST_BOOT_ID.argv[-1]:
        return Answer(stdout=f"{list_boot_ids(facts)[0]}\n")
    files = list_files(facts)
    if path in files and is_denied("cat", path, files, facts):
        return Answer(stderr=f"cat: {path}: Permission denied\n", exit_code=1)
    return read_content(path, files.get(path))


def read_content(path: str, file: str | HostFile | None) -> Answer | None:
    """Return what `cat` prints of a file that may be read."""
    match file:
        case str() as content:
            return Answer(stdout=content)
        case HostFile(error="", content=content):
            return Answer(stdout=content)
        case HostFile(error=error):
            return Answer(stderr=f"cat: {path}: {error}\n", exit_code=1)
        case None:
            return None


def put_questions(fleet: Fleet, places: dict[str, Place]) -> None:
    """Let every check of the fleet ask its place, those of views too; the places note what they were asked."""
    for check in (*fleet.checks, *fleet.checks_on_demand, *fleet.implied.checks):
        observe(check, fleet.target(check), places[check.place].answer)


def list_generated(found: dict[tuple[str, ...], Answer]) -> dict[str, tuple[Answer, ...]]:
    """Return answers made up from facts by tool, each for the one command line it was found for."""
    tools: dict[str, tuple[Answer, ...]] = {}
    for argv, answer in found.items():
        exact = msgspec.structs.replace(answer, match=" ".join(argv[1:]))
        tools[argv[0]] = (*tools.get(argv[0], ()), exact)
    return tools
