"""A kind of check that tests can bend: it asks one question and compares the exit status."""

from collections.abc import Iterator

from blackstart.checks.asking import run
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.outcome import Outcome, WarningClass
from blackstart.model.request import RunCommand, Steps


class StatusReading(Reading, frozen=True, omit_defaults=True):
    """The exit status that was seen, and for how long the host has been up, where it prints that."""

    status: int
    uptime: float | None = None


class StatusKind(Spec, frozen=True):
    """The command `true QUESTION` exits with 0; `proves` is what that is taken to prove.

    It is `about` these units, and where it fails it `names` those. A status of `doubted` or more is a doubt too, a
    warning on evidence.
    """

    name = "status"
    reading = StatusReading
    example = "status: {question: a}"

    question: str
    proves: Proof | None = None
    about: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    doubted: int = 0

    @property
    def request(self) -> RunCommand:
        """The one question."""
        return RunCommand(argv=("true", self.question))

    def proof(self) -> Proof | None:
        """Return what the test says it proves."""
        return self.proves

    def units(self) -> tuple[str, ...]:
        """Return what the test says it is about."""
        return self.about

    def steps(self, target: Target) -> Steps[StatusReading]:  # noqa: ARG002  # asked the same of every host
        """Ask the question."""
        reply = yield from run(*self.request.argv)
        uptime = float(reply.stdout) if reply.stdout.isdecimal() else None
        return StatusReading(status=reply.exit_code, uptime=uptime)

    def findings(self, reading: StatusReading) -> Iterator[Finding]:
        """Compare with 0."""
        seen = f"status {reading.status}"
        yield Finding(
            holds=not self.doubted or reading.status < self.doubted,
            expected="no doubt",
            seen=seen,
            outcome=Outcome.WARN,
            warns_as=WarningClass.EVIDENCE,
            units=self.names,
        )
        yield Finding(holds=reading.status == 0, expected="status 0", seen=seen, units=self.names)
