"""All that ends a command before its answer has one base, and each sort one exit status."""

import ast
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import blackstart
from blackstart.cli import exits
from blackstart.errors import BadDataError, BlackstartError, CannotWriteError

SOURCE = Path(blackstart.__file__).parent


def import_everything() -> None:
    """Import each module, so that every error class is there."""
    for module in pkgutil.walk_packages([str(SOURCE)], "blackstart."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def list_below(base: type[BlackstartError]) -> Iterator[type[BlackstartError]]:
    """Yield the classes below a base."""
    for found in base.__subclasses__():
        yield found
        yield from list_below(found)


def test_the_statuses_are_those_of_the_manual() -> None:
    """65 for bad data, 70 for what nobody foresaw, 73 for what cannot be written."""
    assert (exits.BAD_DATA, exits.INTERNAL, exits.CANNOT_WRITE) == (65, 70, 73)
    assert (BadDataError.status, BlackstartError.status, CannotWriteError.status) == (65, 70, 73)


def test_what_names_a_file_of_the_operator_ends_with_65_or_73() -> None:
    """Each error about a pack, a run, fixtures, a summary or an output has the status of its sort."""
    import_everything()
    found = {error.__name__: error.status for error in list_below(BlackstartError)}
    assert {name: found[name] for name in ("BaselineError", "PackError", "BundleError", "FixtureError")} == {
        "BaselineError": 65,
        "PackError": 65,
        "BundleError": 65,
        "FixtureError": 65,
    }
    assert {name: found[name] for name in ("BundleWriteError", "SigningError", "RetentionError", "OutputError")} == {
        "BundleWriteError": 73,
        "SigningError": 73,
        "RetentionError": 73,
        "OutputError": 73,
    }
    assert found["RefusedEventError"] == 3  # a session's word: refused, and nothing changed (docs/sessions.md)
    assert set(found.values()) <= {3, 65, 70, 73}


@pytest.mark.parametrize("path", sorted(SOURCE.glob("cli/*.py")), ids=lambda path: path.stem)
def test_only_the_root_turns_errors_into_statuses(path: Path) -> None:
    """No command returns a status of bad data from an `except`: the root of the command line does it for all."""
    handlers = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ExceptHandler)]
    returned = [
        ast.unparse(statement.value)
        for handler in handlers
        for statement in handler.body
        if isinstance(statement, ast.Return) and statement.value is not None
    ]
    assert path.stem == "main" or not [value for value in returned if value.startswith("exits.")]
