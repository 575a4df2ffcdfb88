"""Devices that are unlocked at boot: what /etc/crypttab says of them."""

import msgspec

from blackstart.checks.asking import succeeded
from blackstart.model.reply import CommandReply, UnreadableReplyError

FIELDS = 2
LATER = ("noauto", "nofail")
"""Options by which a device that is not unlocked does not stop the boot (crypttab(5))."""
NO_KEY = ("", "none", "-")
PLACES = ("/etc/cryptsetup-keys.d", "/run/cryptsetup-keys.d")
"""Where a key is looked for if none is named (crypttab(5))."""
TOKENS = ("fido2-device=", "pkcs11-uri=")
SCRIPT = "keyscript="
PIN = "tpm2-pin="
NO = frozenset({"0", "no", "n", "false", "f", "off"})
"""What systemd takes for no."""


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """A line of /etc/crypttab."""

    name: str
    key: str
    options: tuple[str, ...]

    def key_files(self) -> tuple[str, ...]:
        """Return the files one of which would hold the key, where the line does not say that a person gives it."""
        if self.key in NO_KEY:
            return tuple(f"{place}/{self.name}.key" for place in PLACES)
        # a key on another device is written PATH:DEVICE
        return (self.key.partition(":")[0],) if self.key.startswith("/") else ()

    def find_prompt(self, files: frozenset[str]) -> str:
        """Return why the boot would wait for a person, or nothing. `files` are the key files that exist."""
        if any(option in LATER for option in self.options) or (self.has("tpm2-device=") and not self.wants_pin()):
            return ""
        if self.has(*TOKENS, PIN):
            return "its token wants a person"
        if self.has(SCRIPT):
            return "a key script, which may ask"
        if any(path in files for path in self.key_files()):
            return ""
        return "no key file" if self.key in NO_KEY else f"key file {self.key} is not there"

    def wants_pin(self) -> bool:
        """Tell whether a person types what the TPM asks for."""
        return any(option.startswith(PIN) and option.removeprefix(PIN) not in NO for option in self.options)

    def has(self, *beginnings: str) -> bool:
        """Tell whether an option begins like this."""
        return any(option.startswith(beginnings) for option in self.options)


def read_crypttab(reply: CommandReply) -> tuple[Volume, ...]:
    """Read /etc/crypttab. A host that has none unlocks nothing."""
    if reply.exit_code == 1 and reply.stderr.strip().endswith(": No such file or directory"):
        return ()
    lines = (line.strip() for line in succeeded(reply).stdout.splitlines())
    return tuple(read_volume(line) for line in lines if line and not line.startswith("#"))


def read_volume(line: str) -> Volume:
    """Read a line: name, device, and perhaps a key and options."""
    fields = line.split()
    if len(fields) < FIELDS:
        raise UnreadableReplyError(f"not a line of /etc/crypttab: {line[:80]!r}")
    name, _, key, options, *_ = (*fields, "", "")
    return Volume(name=name, key=key, options=tuple(options.split(",")))
