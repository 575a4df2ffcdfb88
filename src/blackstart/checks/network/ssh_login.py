"""Whether the operator can log in and run a command."""

from collections.abc import Iterator

from blackstart.checks.asking import read_lines, run
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Proof, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps


class LoginReading(Reading, frozen=True):
    """Who one is on the host, and how long a command took (seconds)."""

    user: str
    elapsed: float


class SshLogin(Spec, frozen=True):
    """A command runs on the host, as `user` where one is named."""

    name = "ssh_login"
    reading = LoginReading
    shorthand = "user"
    example = "ssh_login: {}"
    faults = ("refuse_login",)

    user: str | None = None

    def proof(self) -> Proof:
        """Return LOGIN: a command that ran proves the whole way to the host's shell."""
        return Proof.LOGIN

    def steps(self, target: Target) -> Steps[LoginReading]:
        """Ask who one is."""
        reply = yield from run("id", "-un")
        return LoginReading(user=read_user(reply), elapsed=reply.elapsed)

    def findings(self, reading: LoginReading) -> Iterator[Finding]:
        """Compare the user where one is expected."""
        if self.user is not None:
            yield Finding(
                holds=reading.user == self.user, expected=f"login as {self.user}", seen=f"login as {reading.user}"
            )


def read_user(reply: CommandReply) -> str:
    """Read `id -un`: one word on one line, else something speaks before the command (a profile)."""
    lines = read_lines(reply)
    if len(lines) != 1 or len(lines[0].split()) != 1:
        raise UnreadableReplyError(f"id -un printed no user name: {reply.stdout[:80]!r}")
    return lines[0]
