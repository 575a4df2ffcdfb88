"""JSON Schema of files, from the structs that they are read as."""

from collections.abc import Iterable, Mapping

import msgspec

from blackstart.baseline.typed import struct_reader
from blackstart.baseline.typed_place import FILE
from blackstart.baseline.typed_scalars import Shape
from blackstart.baseline.typed_struct import StructReader


class Definitions:
    """The schemas of structs by name; a struct that is referred to waits until all are written."""

    def __init__(self, names: Mapping[type, str]) -> None:
        """Start with the structs that have names of their own; others are called as their class."""
        self.names: dict[type, str] = dict(names)
        self.waiting: list[StructReader] = []

    def refer(self, reader: StructReader) -> Shape:
        """Return a reference to a struct's schema."""
        if reader not in self.waiting:
            self.waiting.append(reader)
            self.names.setdefault(reader.kind, name_struct(reader.kind, self.names.values()))
        return {"$ref": f"#/$defs/{self.names[reader.kind]}"}

    def write(self) -> dict[str, Shape]:
        """Return the schemas of all structs that were referred to, and of those that these refer to."""
        shapes: dict[str, Shape] = {}
        for reader in self.waiting:  # it grows while shapes are written
            shapes[self.names[reader.kind]] = reader.shape_keys(self)
        return shapes


def name_struct(kind: type, taken: Iterable[str]) -> str:
    """Return the name of a class, with its module's before it where another one is called so."""
    module = kind.__module__.rpartition(".")[2]
    return f"{module}.{kind.__name__}" if kind.__name__ in taken else kind.__name__


def shape_files(files: Mapping[str, type[msgspec.Struct]]) -> dict[str, Shape]:
    """Return the schemas of files by name, and of all structs within them."""
    definitions = Definitions({kind: name for name, kind in files.items()})
    for kind in files.values():
        definitions.refer(struct_reader(kind, FILE))
    return definitions.write()
