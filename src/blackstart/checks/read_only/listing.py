"""The table of read-only commands as people read it: each program with what may follow it."""

from collections.abc import Iterator

from blackstart.checks.read_only.rule import ANY, Rule
from blackstart.checks.read_only.table import list_rules


def list_table() -> Iterator[str]:
    """Yield the table's lines, by program; a verb's own line is indented below it."""
    for program, rule in sorted(list_rules().items()):
        yield from list_rule(program, rule, 0)


def list_rule(name: str, rule: Rule, depth: int) -> Iterator[str]:
    """Yield a rule's line and those of its verbs, one line for verbs that have the same rule."""
    yield f"{'  ' * depth}{name}{describe_rule(rule)}"
    rules: list[tuple[Rule, list[str]]] = []
    for verb, inner in rule.verbs.items():
        same = next((verbs for known, verbs in rules if known is inner), None)
        if same is None:
            rules.append((inner, [verb]))
        else:
            same.append(verb)
    for inner, verbs in rules:
        yield from list_rule(", ".join(verbs), inner, depth + 1)


def describe_rule(rule: Rule) -> str:
    """Return what may follow, but for the verbs."""
    if rule == ANY:
        return ": any argument"
    if rule.raw is not None or rule.whole is not None:
        return ": arguments that write, run and send nothing"
    must = (*rule.required, *rule.wanted)
    parts = [
        list_options(rule),
        f"must have {' and '.join(map(say_group, must))}" if must else "",
        f"followed by {rule.inner} words and a read-only command" if rule.inner else "",
        "followed by a read-only command" if rule.inner == 0 else "",
        "operands" if rule.operands is not None else "",
    ]
    told = "; ".join(part for part in parts if part)
    return f": {told}" if told else ""


def list_options(rule: Rule) -> str:
    """Return the options, those with a value marked by `=`; `*` where only some values may stand there."""
    names = [
        *(f"-{letter}" for letter in rule.flags),
        *(f"-{letter}={'*' * (letter in rule.values)}" for letter in rule.valued),
        *(f"--{name}" for name in rule.long.split()),
        *(f"--{name}={'*' * (name in rule.values)}" for name in rule.long_valued.split()),
        *rule.words,
    ]
    return " ".join(names)


def say_group(group: str) -> str:
    """Return a group of options of which one must be given."""
    return " or ".join(f"-{name}" if len(name) == 1 else f"--{name}" for name in group.split("|"))
