"""Templates by which kubectl prints, as JSON, only those fields of objects that are asked for.

A pod's whole object holds the values of its environment, and its secrets. Where a template fails,
kubectl prints the whole object after all, so every field is looked for within those that hold it.
"""

QUOTED = '{{printf "%q" .}}'


def dig(path: str, found: str, missing: str) -> str:
    """Return what prints `found`, with the value as its dot, or `missing` where any part of the path is."""
    for name in reversed(path.split(".")[1:]):
        found = f"{{{{with .{name}}}}}{found}{{{{else}}}}{missing}{{{{end}}}}"
    return found


def text(path: str) -> str:
    """Return what prints a text, quoted as Go does, or null."""
    return dig(path, QUOTED, "null")


def number(path: str) -> str:
    """Return what prints a number. The API leaves out counters that are 0."""
    return dig(path, "{{.}}", "0")


def flag(path: str) -> str:
    """Return what prints whether a field is there and not false."""
    return dig(path, "true", "false")


def each(path: str, member: str = QUOTED) -> str:
    """Return what prints a list by what prints a member; the member is also `$e`."""
    return dig(path, f"[{{{{range $i, $e := .}}}}{{{{if $i}}}},{{{{end}}}}{member}{{{{end}}}}]", "[]")


def keys(path: str) -> str:
    """Return what prints the names in a map, and a null to end the list."""
    return dig(path, '[{{range $k, $v := .}}{{printf "%q" $k}},{{end}}null]', "[]")


def entry(path: str, key: str) -> str:
    """Return what prints one text of a map whose keys are no names to a template, or null."""
    return dig(path, f'{{{{with index . "{key}"}}}}{QUOTED}{{{{else}}}}null{{{{end}}}}', "null")


def record(**fields: str) -> str:
    """Return what prints an object."""
    return "{" + ",".join(f'"{name}":{printed}' for name, printed in fields.items()) + "}"
