"""`blackstart schema`: the JSON Schema of a baseline."""

import click
import msgspec

from blackstart.baseline.schema import make_schema

EPILOG = """\b
Examples:
  blackstart schema > baseline.schema.json
"""


@click.command("schema", epilog=EPILOG)
def command() -> int:
    """Print the JSON Schema of a baseline's files, for editors."""
    click.echo(msgspec.json.format(msgspec.json.encode(make_schema()), indent=2).decode())
    return 0
