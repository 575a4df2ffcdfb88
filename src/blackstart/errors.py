"""What ends a command before its answer: one base of all such errors, with the exit status of each."""

from typing import ClassVar


class BlackstartError(Exception):
    """A command cannot go on. The message names the thing, the place and the mend; `status` is what it exits with."""

    status: ClassVar[int] = 70


class BadDataError(BlackstartError):
    """A file that is given is not what it must be: a pack, a run, fixtures, a summary (EX_DATAERR, sysexits.h)."""

    status: ClassVar[int] = 65


class CannotWriteError(BlackstartError):
    """What was to be kept or said could not be written (EX_CANTCREAT, sysexits.h)."""

    status: ClassVar[int] = 73
