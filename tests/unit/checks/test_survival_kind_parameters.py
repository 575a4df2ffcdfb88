"""Parameters of the kinds that look before a reboot: what cannot be meant is refused, with the mend."""

from typing import Any

import msgspec
import pytest

from blackstart.checks.table import find_kind


@pytest.mark.parametrize(
    ("kind", "params", "message"),
    [
        ("address_holder", {"address": "web"}, "is no IP address"),
        ("address_holder", {"address": ""}, "is no IP address"),
        ("boot_enabled", {"required": ["--all"]}, "is no name of a unit"),
        ("boot_enabled", {"required": ["*.service"]}, "is no name of a unit"),
        ("boot_enabled", {"required": [""]}, "is no name of a unit"),
        ("certificate_file", {"paths": []}, "paths"),
        ("certificate_file", {"paths": ["-in"]}, "paths"),
        ("filesystem_state", {"path": "srv"}, "path"),
        ("log_signatures", {}, "give `files` or a `container`"),
        ("log_signatures", {"files": ["/a"], "container": "b"}, "give `files` or a `container`"),
        ("log_signatures", {"files": ["a"]}, "absolute path"),
        ("log_signatures", {"files": ["/a"], "since": "1 day"}, "is no duration"),
        ("log_signatures", {"files": ["/a"], "patterns": ["a*"]}, "found in everything"),
        ("log_signatures", {"files": ["/a"], "patterns": [r"part \d+ is lost"]}, "is not POSIX"),
        ("log_signatures", {"files": ["/a"], "since": "400d"}, "more than 366d"),
        ("log_signatures", {"files": ["/a"], "signatures": ["mysql"]}, "no set 'mysql'; there are: file system"),
        ("port_listener", {"port": 0}, "port"),
        ("restart_policies", {"required": ["--all"]}, "required"),
        ("restart_policies", {"required": ["a"], "none": True}, "give one of them"),
    ],
)
def test_parameter_is_refused(kind: str, params: dict[str, Any], message: str) -> None:
    """The message reaches whoever wrote the baseline."""
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.convert(params, find_kind(kind))
