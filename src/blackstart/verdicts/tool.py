"""The program that a gap is about, where it is the program itself that is missing, refused or hangs."""

from blackstart.model.exchange import Transcript
from blackstart.model.reply import Cause, Gap
from blackstart.model.request import Request, RunCommand

SUDO = "sudo"
OF_THE_HOST = frozenset({"systemctl", "docker", "kubectl"})
"""Programs that all put their questions to one and the same service of the host: where it hangs for one, it does for
the others. What hangs in a container (`docker exec`) may be the container's own."""
IN_A_CONTAINER = ("docker", "exec")


def find_tool(request: Request | None, gap: Gap, place: str, transcript: Transcript) -> str | None:
    """Return the program's name, if the gap is about the program; `sudo` where it let nothing pass on that place."""
    if not isinstance(request, RunCommand):
        return None
    name = request.argv[0]
    if gap.cause in (Cause.PRIVILEGE_REFUSED, Cause.TIME_LIMIT) and request.sudo and not transcript.sudo_works(place):
        return SUDO
    shared = name in OF_THE_HOST and request.argv[:2] != IN_A_CONTAINER
    about = gap.cause in (Cause.TOOL_MISSING, Cause.PRIVILEGE_REFUSED)
    return name if about or (shared and gap.cause in (Cause.TIME_LIMIT, Cause.UNREADABLE)) else None
