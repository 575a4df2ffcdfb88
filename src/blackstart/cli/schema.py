"""`blackstart schema`: the JSON Schema of a baseline."""

import click
import msgspec

from blackstart.baseline.schema import make_schema


@click.command("schema", epilog="Example: blackstart schema > baseline.schema.json")
def command() -> int:
    """Print the JSON Schema of a baseline's files, for editors."""
    click.echo(msgspec.json.format(msgspec.json.encode(make_schema()), indent=2).decode())
    return 0
