"""Whose evidence it is: the fleet's own, or a rehearsal's, by its scenario."""

from typing import Annotated

from msgspec import Meta

Origin = Annotated[str, Meta(pattern=r"\A(?:fleet|drill:.+)\Z", description="`fleet`, or `drill:` and a scenario.")]
FLEET_ITSELF = "fleet"
DRILL = "drill:"
HEALTHY = "healthy"
"""The scenario of a rehearsal without any."""
ANY_DRILL = DRILL + "*"
"""What is wanted where any rehearsal will do."""
SUFFIX = "-drill"
"""What stands behind the fleet's name in all that is made of a drill."""


def name_drill(scenario: str | None) -> Origin:
    """Return the origin of what a drill makes; without a scenario it is healthy."""
    return DRILL + (scenario or HEALTHY)


def is_drill(origin: Origin) -> bool:
    """Tell whether it was a rehearsal; what is not known to be the fleet's own was one."""
    return origin != FLEET_ITSELF


def suits(found: Origin, wanted: Origin) -> bool:
    """Tell whether evidence of one origin may be taken where another is meant."""
    return found == wanted or (wanted == ANY_DRILL and is_drill(found))


def explain_origin(found: Origin, wanted: Origin) -> str:
    """Say why it may not be taken, and how to go on."""
    if not is_drill(wanted):
        return f"made in a drill ({found}), not of the real fleet; give --rehearsal to read it again as a rehearsal"
    if not is_drill(found):
        return "of the real fleet, and a rehearsal is meant; unset BLACKSTART_DRILL, or leave --rehearsal out"
    return f"made in another drill ({found}) than the one that is up ({wanted}); give --rehearsal to take any"
