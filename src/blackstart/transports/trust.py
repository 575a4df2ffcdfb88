"""How strictly a server's certificate is verified: the same with every Python.

As curl and browsers do: OpenSSL's own verification, and an authority named by the operator need
not lead to a root. Python 3.13 verifies more strictly by default, and then refuses certificates
that a browser takes. What the stricter verification objects to is noted, and refuses nothing.
"""

import ssl
from enum import Enum

AS_CURL = ssl.VERIFY_X509_TRUSTED_FIRST | ssl.VERIFY_X509_PARTIAL_CHAIN


class Strictness(Enum):
    """How much is asked of a certificate; NONE looks at it without trust."""

    STRICT = "strict"
    AS_CURL = "as curl"
    NONE = "none"


def make_context(strictness: Strictness, ca_file: str | None) -> ssl.SSLContext:
    """Return a client's context that trusts the system's authorities, and those in the file beside them."""
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    context.verify_flags = AS_CURL
    match strictness:
        case Strictness.STRICT:
            context.verify_flags |= ssl.VERIFY_X509_STRICT
            context.hostname_checks_common_name = False  # as browsers: a name counts where RFC 6125 wants it
        case Strictness.NONE:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        case Strictness.AS_CURL:
            context.hostname_checks_common_name = True
    return context
