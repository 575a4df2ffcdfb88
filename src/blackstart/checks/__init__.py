"""Look: a folder per family, a file per kind of check, each a frozen spec and a pure `steps()` generator."""
