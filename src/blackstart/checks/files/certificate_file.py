"""Whether certificates in files are valid, and will be for some time."""

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from blackstart.checks.asking import run, succeeded
from blackstart.checks.reading.english_date import ENGLISH_DATE, read_english_date
from blackstart.checks.spec import Spec
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import CommandReply, UnreadableReplyError
from blackstart.model.request import Steps

DAY = 86400.0
DATES = re.compile(rf"notBefore={ENGLISH_DATE} GMT\nnotAfter={ENGLISH_DATE} GMT\n?")
PARTS = 6
CertificatePath = Annotated[str, Meta(pattern=r"^/[^\n]*$")]


class Validity(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate's age and the days it has left; either is negative beyond its ends."""

    days_old: float
    days_left: float


class CertificateFileReading(Reading, frozen=True):
    """Each file's validity, and the fewest days any of them has left."""

    certificates: dict[str, Validity]
    days_left: float


class CertificateFile(Spec, frozen=True):
    """The first certificate in each of the files is valid, for `min_days` more. No key is read.

    What a server shows is seen by `tls`; a renewed file that no server has loaded yet is not.
    """

    name = "certificate_file"
    reading = CertificateFileReading
    shorthand = "paths"
    example = "certificate_file: [/etc/ssl/certs/site.pem]"
    blind_spots = (
        "Whether the server has loaded the file: ask `tls` for what it shows.",
        "As whom: an account that may read the file; private keys are never read.",
    )
    faults = ("end_certificate",)

    paths: Annotated[tuple[CertificatePath, ...], Meta(min_length=1)]
    min_days: Annotated[float, Meta(ge=0)] = 14.0
    sudo: bool = False

    def steps(self, target: Target) -> Steps[CertificateFileReading]:
        """Ask openssl for the dates in each file."""
        seen = {}
        for path in self.paths:
            argv = ("openssl", "x509", "-noout", "-startdate", "-enddate", "-in", path)
            seen[path] = read_validity((yield from run(*argv, sudo=self.sudo)), path)
        return CertificateFileReading(certificates=seen, days_left=min(each.days_left for each in seen.values()))

    def findings(self, reading: CertificateFileReading) -> Iterator[Finding]:
        """Compare each file's dates."""
        for path, validity in reading.certificates.items():
            seen = f"{validity.days_left:.1f} days" if validity.days_old >= 0 else "not yet valid"
            yield Finding(
                holds=validity.days_old >= 0 and validity.days_left >= self.min_days,
                expected=f"{path} valid for {self.min_days:g} more days",
                seen=seen,
            )


def read_validity(reply: CommandReply, path: str) -> Validity:
    """Read both dates, and measure them against the time they were read at."""
    if reply.exit_code != 0:
        said = reply.stderr.strip().splitlines()
        raise UnreadableReplyError(f"{path}: {said[0] if said else f'exit {reply.exit_code}'}")
    found = DATES.fullmatch(succeeded(reply).stdout)
    if found is None:
        raise UnreadableReplyError(f"{path}: openssl printed no pair of dates")
    start, end = (read_english_date(parts) for parts in (found.groups()[:PARTS], found.groups()[PARTS:]))
    return Validity(days_old=(reply.at - start) / DAY, days_left=(end - reply.at) / DAY)
