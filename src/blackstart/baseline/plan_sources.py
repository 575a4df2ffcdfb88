"""Which of a pack's files are plans: a run is judged without them, so they are no part of the fleet's digest."""

from collections.abc import Mapping as Map

PLAN_FOLDER = "plans/"


def is_plan(source: str) -> bool:
    """Tell whether a pack's file is a plan, by its name."""
    return source.startswith(PLAN_FOLDER)


def split_plans(sources: Map[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the files that a run is judged by, and the plans."""
    plans = {name: text for name, text in sources.items() if is_plan(name)}
    return {name: text for name, text in sources.items() if name not in plans}, plans
