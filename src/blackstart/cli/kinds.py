"""`blackstart kinds`: describe the kinds of check."""

from collections.abc import Iterator

import click

from blackstart.baseline.blind_spots import write_page
from blackstart.baseline.describe import KindDescription, KindsDocument, Parameter, describe_kinds
from blackstart.checks.read_only.listing import list_table
from blackstart.render.document import write_document

EPILOG = """\b
Examples:
  blackstart kinds
  blackstart kinds http
  blackstart kinds command --table
  blackstart kinds --format json
"""


FORMATS = ("text", "markdown", "json", "blind-spots")


@click.command("kinds", epilog=EPILOG)
@click.argument("name", required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--table", is_flag=True, help="Of `command`: list the read-only commands that a check may run.")
def command(*, name: str | None, form: str, table: bool) -> int:
    """Describe every kind of check, or the one called NAME."""
    if table:
        if name not in (None, "command"):
            raise click.UsageError("--table lists what the kind `command` may run: `blackstart kinds command --table`")
        click.echo("\n".join(list_table()))
        return 0
    kinds = [kind for kind in describe_kinds() if name in (None, kind.name)]
    if not kinds:
        raise click.UsageError(f"no kind '{name}'; `blackstart kinds` lists them")
    if form == "json":
        click.echo(write_document(KindsDocument(kinds=tuple(kinds))), nl=False)
    elif form == "blind-spots":
        click.echo(write_page(kinds), nl=False)
    elif form == "markdown":
        click.echo("\n".join(line for kind in kinds for line in to_markdown(kind)))
    elif name is None:
        width = max(len(kind.name) for kind in kinds)
        click.echo("\n".join(f"{kind.name:<{width}}  {kind.summary}" for kind in kinds))
    else:
        click.echo("\n".join(to_text(kinds[0])))
    return 0


def to_text(kind: KindDescription) -> Iterator[str]:
    """Yield the lines of one kind."""
    yield from (
        f"{kind.name}: {kind.summary}",
        "",
        kind.promise,
        "",
        f"asked from: {kind.asked_from}",
        "",
        "parameters",
    )
    for parameter in kind.parameters:
        needed = say_default(parameter)
        short = "; a bare value stands for it" if parameter.name == kind.shorthand else ""
        yield f"  {parameter.name}: {parameter.type} ({needed}{short})"
    yield from ("", "reading (for `expect` and `prefer`)", *(f"  {field.name}: {field.type}" for field in kind.reading))
    if kind.blind_spots:
        yield from ("", "cannot see", *(f"  {sentence}" for sentence in kind.blind_spots))
    yield from ("", "example", *(f"  {line}" for line in kind.example.splitlines()))


def to_markdown(kind: KindDescription) -> Iterator[str]:
    """Yield the lines of one kind as a section."""
    yield from (f"## {kind.name}", "", kind.summary, "", kind.promise, "", f"Asked from the {kind.asked_from}.", "")
    yield from ("| parameter | type | default |", "|---|---|---|")
    for parameter in kind.parameters:
        yield f"| `{parameter.name}` | {parameter.type} | {say_default(parameter)} |"
    yield from ("", "| reading | type |", "|---|---|")
    yield from (f"| `{field.name}` | {field.type} |" for field in kind.reading)
    if kind.blind_spots:
        yield from ("", "Cannot see:", "", *(f"- {sentence}" for sentence in kind.blind_spots))
    yield from ("", "```yaml", kind.example, "```", "")


def say_default(parameter: Parameter) -> str:
    """Return what holds where the file does not name the parameter."""
    if parameter.required:
        return "required"
    return "optional" if parameter.default in {"null", '""', "[]", "{}"} else f"default {parameter.default}"
