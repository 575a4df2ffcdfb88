"""`blackstart schema`: the JSON Schema of a baseline's files."""

from pathlib import Path
from typing import Any

import click
import msgspec

from blackstart.baseline.reference import write_reference
from blackstart.baseline.schema import FILES, make_file_schema, make_schema
from blackstart.cli import exits
from blackstart.cli.artifacts import make_folder, write_artifact
from blackstart.cli.documents import DOCUMENTS, make_printed_schema

EPILOG = """\b
Examples:
  blackstart schema > baseline.schema.json
  blackstart schema phase > phase.schema.json
  blackstart schema --folder .schemas
  blackstart schema --reference
  blackstart schema --printed-by go
"""


@click.command("schema", epilog=EPILOG)
@click.argument("file", required=False, type=click.Choice(FILES))
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Write one for each sort of file.")
@click.option("--reference", is_flag=True, help="Print every key of every file as a page, in Markdown.")
@click.option("--printed-by", type=click.Choice(sorted(DOCUMENTS)), help="Of what this prints with --format json.")
def command(*, file: str | None, folder: Path | None, reference: bool, printed_by: str | None) -> int:
    """Print the JSON Schema of one sort of a pack's files, or of any, for editors; or of what a command prints."""
    if printed_by is not None:
        if file is not None or folder is not None:
            raise click.UsageError("--printed-by COMMAND prints one schema; give no FILE and no --folder with it")
        click.echo(write_json(make_printed_schema(printed_by)), nl=False)
        return exits.CLEAN
    if reference:
        click.echo(write_reference(), nl=False)
        return exits.CLEAN
    if folder is None:
        click.echo(write_schema(file), nl=False)
        return exits.CLEAN
    make_folder(folder)
    for name in FILES if file is None else (file,):
        write_artifact(folder / f"{name}.schema.json", write_schema(name))
    return exits.CLEAN


def write_schema(file: str | None) -> str:
    """Return the schema of one sort of file, or of any."""
    schema = make_schema() if file is None else make_file_schema(file)
    return write_json(schema)


def write_json(schema: Any) -> str:
    """Return a schema as text."""
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"
