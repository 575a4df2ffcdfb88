"""Whether Velero can reach its storage, and its last backup is complete and recent."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from blackstart.checks.duration import Seconds
from blackstart.checks.kubernetes.kubernetes_api import Name, Words, age_of, ask_cluster, is_within, say_age, say_some
from blackstart.checks.read_only.kubernetes_extensions import BACKUPS, LOCATIONS, ApiBackup, ApiLocation
from blackstart.checks.spec import Spec
from blackstart.model.connection import KUBERNETES, System
from blackstart.model.kind import Finding, Reading, Target
from blackstart.model.reply import UnreadableReplyError
from blackstart.model.request import Steps

UNFINISHED = frozenset(
    {None, "New", "Queued", "ReadyToStart", "InProgress", "Finalizing", "FinalizingPartiallyFailed"}
    | {"WaitingForPluginOperations", "WaitingForPluginOperationsPartiallyFailed", "Deleting"}
)
"""Phases that say nothing yet, or no longer, of how a backup ended (Velero, Backup API type)."""


class VeleroReading(Reading, frozen=True):
    """The location's phase, and the backups that ended: the newest, and the newest complete one.

    Ages in seconds, null where there is none; `running` counts the unfinished.
    """

    location: str
    validated_age: float | None
    backups: int
    running: int
    last_backup: str
    last_phase: str
    last_errors: int
    completed_age: float | None


class Velero(Spec, frozen=True):
    """The storage `location` is Available and was seen so within `max_validation_age` seconds.

    The last backup into it that ended, of one `schedule` or of any, is Completed and not older
    than `max_age` seconds. No backup at all does not pass.
    """

    name = "velero"
    reading = VeleroReading
    shorthand = "location"
    example = "velero: {location: default, max_age: 90000, sudo: true}"
    blind_spots = ("What is in a backup: `Completed` says that it was written, no restore that it can be read.",)
    faults = ("lose_storage",)

    location: Name = "default"
    namespace: Name = "velero"
    schedule: str = ""
    max_age: Annotated[Seconds, Meta(gt=0)] = 90_000.0
    max_validation_age: Annotated[Seconds, Meta(gt=0)] = 3600.0
    kubectl: Words = ("kubectl",)
    sudo: bool = False

    def comes_through(self) -> System:
        """Return the cluster's API."""
        return System(connection=KUBERNETES)

    def steps(self, target: Target) -> Steps[VeleroReading]:
        """Ask for the locations and the backups."""
        places, at = yield from ask_cluster(LOCATIONS, self.kubectl, sudo=self.sudo)
        rows, _ = yield from ask_cluster(BACKUPS, self.kubectl, sudo=self.sudo)
        here = {place.name: place for place in places if place.namespace == self.namespace}
        if self.location not in here:
            raise UnreadableReplyError(f"no storage location {self.location}; there is {say_some(sorted(here))}")
        return read_backups(here[self.location], [row for row in rows if self.is_wanted(row)], at)

    def is_wanted(self, row: ApiBackup) -> bool:
        """Tell whether a backup went to the location, by the schedule."""
        scheduled = not self.schedule or row.schedule == self.schedule
        return row.namespace == self.namespace and row.location == self.location and scheduled

    def findings(self, reading: VeleroReading) -> Iterator[Finding]:
        """Compare the location, then the last backup."""
        where = f"location {self.location}"
        yield Finding(holds=reading.location == "Available", expected=f"{where} Available", seen=reading.location)
        yield Finding(
            holds=is_within(reading.validated_age, self.max_validation_age),
            expected=f"{where} validated within {self.max_validation_age:g} s",
            seen=say_age(reading.validated_age),
        )
        yield Finding(
            holds=reading.last_phase == "Completed",
            expected="the last backup Completed",
            seen=say_last(reading),
        )
        yield Finding(
            holds=is_within(reading.completed_age, self.max_age),
            expected=f"a complete backup within {self.max_age:g} s",
            seen=say_age(reading.completed_age),
        )


def read_backups(place: ApiLocation, rows: list[ApiBackup], at: float) -> VeleroReading:
    """Read how the newest backups ended."""
    ended = sorted((row for row in rows if row.phase not in UNFINISHED), key=time_of)
    complete = [row.completed for row in ended if row.phase == "Completed" and row.completed is not None]
    return VeleroReading(
        location=place.phase or "Unknown",
        validated_age=age_of(place.validated, at),
        backups=len(ended),
        running=len(rows) - len(ended),
        last_backup=ended[-1].name if ended else "",
        last_phase=ended[-1].phase or "Unknown" if ended else "",
        last_errors=ended[-1].errors if ended else 0,
        completed_age=age_of(max(complete, default=None), at),
    )


def time_of(row: ApiBackup) -> datetime:
    """Return when a backup started; one that was refused never did (Velero, BackupStatus, startTimestamp)."""
    return row.started or row.created


def say_last(reading: VeleroReading) -> str:
    """Say how the last backup ended."""
    if not reading.backups:
        return f"no backup that ended, {reading.running} running"
    return f"{reading.last_backup} {reading.last_phase}, {reading.last_errors} errors"
