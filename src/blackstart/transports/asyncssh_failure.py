"""What asyncssh's errors mean: the typed cause of each, as `ssh_failure` has it for OpenSSH."""

import asyncssh

from blackstart.model.reply import Cause, Gap
from blackstart.transports.network_failure import read_os_failure
from blackstart.transports.ssh_failure import mend, read_closed_login


class LoginStage:
    """How far a login has come; which failure it was depends on it."""

    def __init__(self) -> None:
        """Start with nothing reached. `key_known`: known_hosts holds some key of the host."""
        self.connected = False
        self.key_known = False
        self.banner = ""
        self.connection: asyncssh.SSHClientConnection | None = None

    @property
    def greeted(self) -> bool:
        """Whether the server said which protocol it speaks."""
        return self.connection is not None and bool(self.connection.get_extra_info("server_version"))


def read_asyncssh_failure(error: Exception, stage: LoginStage) -> Gap:
    """Return why no shell came up; what the host said before the login comes first."""
    return read_closed_login(stage.banner) or read_error(error, stage)


def read_error(error: Exception, stage: LoginStage) -> Gap:
    """Return the typed cause of an error."""
    match error:
        case TimeoutError():
            return read_timeout(stage)
        case asyncssh.HostKeyNotVerifiable():
            return read_key_failure(error, stage)
        case asyncssh.ChannelOpenError():
            return Gap(cause=Cause.CONNECTION_LOST, detail=f"no further session: {error.reason}")
        case asyncssh.DisconnectError():
            return read_disconnect(error)
        case OSError():
            return read_os_failure(error)
        case _:
            return Gap(cause=Cause.CONNECTION_LOST, detail=f"{type(error).__name__}: {error}")


def read_timeout(stage: LoginStage) -> Gap:
    """Return what was waited for in vain."""
    if not stage.connected:
        return Gap(cause=Cause.CONNECT_TIMED_OUT, detail="no connection in time")
    if not stage.greeted:
        return Gap(cause=Cause.NO_BANNER, detail="connected, but the server did not say that it speaks SSH")
    return Gap(cause=Cause.LOGIN_HUNG, detail="connected, but the login did not end in time")


def read_key_failure(error: asyncssh.HostKeyNotVerifiable, stage: LoginStage) -> Gap:
    """Tell a changed or revoked key from one that was never known."""
    if "revoked" in error.reason:
        return Gap(cause=Cause.HOST_KEY_CHANGED, detail=mend(Cause.HOST_KEY_CHANGED, "REVOKED"))
    cause = Cause.HOST_KEY_CHANGED if stage.key_known else Cause.HOST_KEY_UNKNOWN
    return Gap(cause=cause, detail=mend(cause, error.reason))


def read_disconnect(error: asyncssh.DisconnectError) -> Gap:
    """Read the reason of a connection that one side ended."""
    if isinstance(error, asyncssh.PermissionDenied) or "authentication failures" in error.reason:
        return Gap(cause=Cause.AUTH_REFUSED, detail=error.reason)
    return Gap(cause=Cause.CONNECTION_LOST, detail=error.reason or "connection lost")
