"""The program that a gap is about, where it is the program itself that is missing, refused or hangs."""

from blackstart.model.connection import IN_A_CONTAINER, find_asked
from blackstart.model.exchange import Transcript
from blackstart.model.reply import Cause, Gap
from blackstart.model.request import Request, RunCommand

SUDO = "sudo"


def find_tool(request: Request | None, gap: Gap, place: str, transcript: Transcript) -> str | None:
    """Return the program's name, if the gap is about the program; `sudo` where it let nothing pass on that place.

    Where a system hangs that a program asks for the whole host, it hangs for all that ask it; what hangs in a container
    may be the container's own.
    """
    if not isinstance(request, RunCommand):
        return None
    name = request.argv[0]
    if gap.cause in (Cause.PRIVILEGE_REFUSED, Cause.TIME_LIMIT) and request.sudo and not transcript.sudo_works(place):
        return SUDO
    shared = find_asked(request.argv) is not None and request.argv[:2] != IN_A_CONTAINER
    about = gap.cause in (Cause.TOOL_MISSING, Cause.PRIVILEGE_REFUSED)
    return name if about or (shared and gap.cause in (Cause.TIME_LIMIT, Cause.UNREADABLE)) else None
