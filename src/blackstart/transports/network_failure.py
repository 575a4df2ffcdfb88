"""What errors of the network mean: the typed cause of each. Pure but for the names of errors."""

import errno
import socket
import ssl

from blackstart.model.reply import Cause, Gap

NO_WAY = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN})


class HttpError(Exception):
    """The other side does not speak HTTP."""


class TooLargeError(HttpError):
    """The other side says too much."""


def read_network_failure(error: OSError | HttpError | ValueError | OverflowError) -> Gap:
    """Return the typed cause of a failed exchange."""
    match error:
        case ssl.SSLCertVerificationError():
            return Gap(cause=Cause.TLS_FAILED, detail=f"certificate not trusted: {error.verify_message}")
        case ssl.SSLError():
            return Gap(cause=Cause.TLS_FAILED, detail=error.reason or str(error))
        case TooLargeError():
            return Gap(cause=Cause.TOO_LARGE, detail=str(error))
        case HttpError():
            return Gap(cause=Cause.PROTOCOL, detail=str(error))
        case OSError():
            return read_os_failure(error)
        case _:
            return read_refused_value(error)


def read_os_failure(error: OSError) -> Gap:
    """Return the typed cause of an operating system's error."""
    detail = error.strerror or str(error) or "connection closed"
    if isinstance(error, ConnectionRefusedError):
        return Gap(cause=Cause.REFUSED)  # the system's words for it are the cause's own
    if isinstance(error, socket.gaierror):
        return Gap(cause=Cause.NAME_UNKNOWN, detail=detail)
    if error.errno in NO_WAY:
        return Gap(cause=Cause.NO_ROUTE, detail=detail)
    if error.errno == errno.ETIMEDOUT:
        return Gap(cause=Cause.CONNECT_TIMED_OUT)  # as above
    return Gap(cause=Cause.CONNECTION_LOST, detail=detail)


def read_refused_value(error: ValueError | OverflowError) -> Gap:
    """Return the typed cause of a request that nothing can be sent for; a name is put in IDNA first."""
    if isinstance(error, UnicodeError):
        return Gap(cause=Cause.NAME_UNKNOWN, detail=f"not a host name: {error}")
    return Gap(cause=Cause.PROTOCOL, detail=f"cannot be put: {error}")
