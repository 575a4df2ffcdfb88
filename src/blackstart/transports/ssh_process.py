"""A process of `ssh`, before there is a loop to listen to it.

`subprocess` would do, but it takes 8 ms to import and longer to start a process.
"""

import os
import signal
from io import FileIO
from threading import Lock

IGNORED_BY_PYTHON = (signal.SIGPIPE, signal.SIGXFSZ)
"""What a child would go on ignoring."""


class SshProcess:
    """A process in a session of its own, which keeps the terminal's Ctrl-C from it, with pipes to talk to it.

    `status` is its exit status once it was waited for, or -N where signal N ended it.
    """

    def __init__(self, argv: list[str]) -> None:
        """Start it; the standard streams of this process must be open. Raises OSError where it cannot be started."""
        self.status: int | None = None
        self._lock = Lock()
        stdin, self.stdin = make_pipe()
        self.stdout, stdout = make_pipe()
        self.stderr, stderr = make_pipe()
        theirs = (stdin, stdout, stderr)
        try:
            with stdin, stdout, stderr:
                self.pid = os.posix_spawnp(
                    argv[0],
                    argv,
                    os.environ,
                    file_actions=[(os.POSIX_SPAWN_DUP2, end.fileno(), number) for number, end in enumerate(theirs)],
                    setsid=True,
                    setsigdef=IGNORED_BY_PYTHON,
                )
        except OSError:
            self.close()
            raise

    def wait(self) -> None:
        """Wait for its end, once; from any thread."""
        os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        with self._lock:
            _, status = os.waitpid(self.pid, 0)
            self.status = os.waitstatus_to_exitcode(status)

    def kill(self) -> None:
        """Kill it, unless it was waited for: its number may be another's by then."""
        with self._lock:
            if self.status is None:
                os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Close our ends of its streams."""
        for end in (self.stdin, self.stdout, self.stderr):
            end.close()


def make_pipe() -> tuple[FileIO, FileIO]:
    """Return the end to read from and the end to write to."""
    reading, writing = os.pipe()
    return FileIO(reading, "rb"), FileIO(writing, "wb")
