"""Certificates of the drill's own authority, good and bad; each is whole by RFC 5280, as the strictest client asks."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from blackstart.drill.fixtures import Certificate

AUTHORITY = "Blackstart drill authority"
WRONG_NAME = "wrong-name.invalid"
HORIZON = timedelta(days=3650)


class Authority(msgspec.Struct, frozen=True):
    """A key, its certificate, and the time it reckons from."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    now: datetime


def make_authority(now: float) -> Authority:
    """Make an authority; `now` is in Unix seconds."""
    moment = datetime.fromtimestamp(now, tz=UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = name_of(AUTHORITY)
    builder = start(name, name, key, moment - HORIZON, moment + HORIZON)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(usage(signs_certificates=True), critical=True)
    builder = identify(builder, key, key)
    return Authority(key, builder.sign(key, hashes.SHA256()), moment)


def write_authority(authority: Authority, path: Path) -> None:
    """Write the certificate to be trusted."""
    path.write_bytes(authority.certificate.public_bytes(Encoding.PEM))


def write_certificate(authority: Authority, wanted: Certificate, names: Iterable[str], path: Path) -> None:
    """Issue a certificate for names and addresses; key and certificate go into one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    shown = [WRONG_NAME] if wanted.wrong_name else list(names)
    subject = name_of(shown[0])
    ends = authority.now + timedelta(days=wanted.days_left)
    issuer = subject if wanted.self_signed else authority.certificate.subject
    signer = key if wanted.self_signed else authority.key
    builder = start(subject, issuer, key, min(authority.now, ends) - timedelta(days=90), ends)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    builder = builder.add_extension(x509.SubjectAlternativeName(map(alternative, shown)), critical=False)
    certificate = identify(builder, key, signer).sign(signer, hashes.SHA256())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem + certificate.public_bytes(Encoding.PEM))


def start(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    """Return a certificate to be completed."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )


def usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """Return what a key may be used for: an authority's to sign certificates, a server's to prove that it has it."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def identify(
    builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    """Say whose key the certificate is for, and whose signed it (RFC 5280, 4.2.1.1 and 4.2.1.2)."""
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    others = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return builder.add_extension(own, critical=False).add_extension(others, critical=False)


def name_of(text: str) -> x509.Name:
    """Return a distinguished name of a common name, cut to the 64 letters it may have (RFC 5280)."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def alternative(name: str) -> x509.GeneralName:
    """Return a name or an address as a certificate holds it."""
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
