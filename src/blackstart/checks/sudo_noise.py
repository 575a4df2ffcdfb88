"""What sudo says of itself while it does as it was asked: noise beside the command's own words."""

import re

import msgspec

from blackstart.model.reply import CommandReply

NOISE = (
    r"sudo: (?:unable to resolve host .*"
    r"|unable to send audit message: .*"
    r"|setrlimit\(RLIMIT_\w+\): .*"
    r"|unable to (?:mkdir|open|stat|write to|chown|lock|seek to|read) /(?:run|var)/\S*sudo\S*: .*"
    r"|unable to write log file: .*"
    r"|unable to (?:get|set) terminal settings: .*"
    r"|/etc/sudo\.conf is (?:world|group) writable)"
)
"""Warnings after which sudo still runs the command (sudo(8), DIAGNOSTICS): after a power loss without name
resolution, in a container without the right to audit, on a disk that is read-only."""


def drop_sudo_noise(reply: CommandReply) -> CommandReply:
    """Return the reply without sudo's own warnings; what sudo refuses stays, and so does every other line."""
    if "sudo: " not in reply.stderr:
        return reply
    lines = reply.stderr.splitlines(keepends=True)
    kept = "".join(line for line in lines if not re.fullmatch(NOISE, line.rstrip("\n")))
    return msgspec.structs.replace(reply, stderr=kept)
