"""Read an X.509 certificate that was shown."""

from typing import TYPE_CHECKING

from blackstart.model.reply import TlsReply, UnreadableReplyError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def read_certificate(shown: bytes, problem: str) -> TlsReply:
    """Return what the certificate (DER) says of itself; `problem` is why it is not trusted.

    Raises UnreadableReplyError for a certificate that is none.
    """
    from cryptography import x509  # noqa: PLC0415  # 50 ms, for TLS checks only

    try:
        return read_fields(x509.load_der_x509_certificate(shown), problem)
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, x509.InvalidVersion) as error:
        raise UnreadableReplyError(f"not a certificate that can be read: {error}") from error


def read_fields(certificate: "Certificate", problem: str) -> TlsReply:
    """Read the parts of a certificate. Raises what the library raises for a broken one."""
    from cryptography import x509  # noqa: PLC0415  # as above

    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        alternatives = tuple(names.get_values_for_type(x509.DNSName))
    except x509.ExtensionNotFound:
        alternatives = ()
    return TlsReply(
        verified=not problem,
        problem=problem,
        not_before=certificate.not_valid_before_utc.timestamp(),
        not_after=certificate.not_valid_after_utc.timestamp(),
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        names=alternatives,
    )
