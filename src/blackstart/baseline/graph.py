"""Names that need names: an order in which each comes after what it needs, and the cycles."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

MOST_SPELLED = 12
"""A longer cycle is cut in the middle where it is spelled out."""


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """An order that keeps to the graph's own where needs allow; cycles begin and end with the same name."""

    order: tuple[str, ...]
    cycles: tuple[tuple[str, ...], ...]


def walk(graph: Mapping[str, Iterable[str]]) -> Walk:
    """Go through the graph depth first, on a stack of its own. Every need must be a key."""
    done: dict[str, None] = {}
    cycles: list[tuple[str, ...]] = []
    for start in graph:
        if start not in done:
            cycles.extend(walk_from(start, graph, done))
    return Walk(order=tuple(done), cycles=tuple(cycles))


def walk_from(start: str, graph: Mapping[str, Iterable[str]], done: dict[str, None]) -> Iterator[tuple[str, ...]]:
    """Add all that `start` needs, then itself, to `done`; yield the cycles met."""
    path = {start: iter(graph[start])}
    while path:
        name = next(reversed(path))
        for need in path[name]:
            if need in path:
                names = list(path)
                yield (*names[names.index(need) :], need)
            elif need not in done:
                path[need] = iter(graph[need])
                break
        else:
            done[name] = None
            path.popitem()


def spell(cycle: tuple[str, ...]) -> str:
    """Write a cycle as `a → b → a`."""
    half = MOST_SPELLED // 2
    names = cycle if len(cycle) <= MOST_SPELLED else (*cycle[:half], "…", *cycle[-half:])
    return " → ".join(names)


def reach(graph: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Return, for each name, itself and all it needs, directly or not."""
    return {name: frozenset(walk_name(name, graph)) for name in graph}


def walk_name(name: str, graph: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield the name and all it needs, each once."""
    seen = {name}
    waiting = [name]
    while waiting:
        current = waiting.pop()
        yield current
        fresh = set(graph[current]) - seen
        seen |= fresh
        waiting.extend(fresh)
