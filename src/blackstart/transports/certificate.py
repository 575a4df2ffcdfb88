"""Read an X.509 certificate that was shown."""

from blackstart.model.reply import TlsReply


def read_certificate(shown: bytes, problem: str) -> TlsReply:
    """Return what the certificate (DER) says of itself; `problem` is why it is not trusted."""
    from cryptography import x509  # noqa: PLC0415  # 50 ms, for TLS checks only

    certificate = x509.load_der_x509_certificate(shown)
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
