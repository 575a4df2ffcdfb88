"""The command `blackstart`."""

import gc
import os
import signal
import sys

RARELY = 200_000
"""Objects made before the collector of cycles looks; at its usual 700 it takes 4 % of a run's time."""


def main() -> None:
    """Run the command line and exit with its status."""
    gc.set_threshold(RARELY, 20, 20)
    from blackstart.cli.main import run  # noqa: PLC0415  # so that importing this module costs nothing
    from blackstart.cli.streams import end_crashed, open_streams  # noqa: PLC0415  # as above

    open_streams()
    end_as_by_interrupt()
    sys.excepthook = end_crashed
    status = run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # taking the interpreter apart takes 4 ms, of what the system takes back anyhow


def end_as_by_interrupt() -> None:
    """Let SIGTERM and SIGHUP end a command as Ctrl-C does, which puts away what it began; `nohup` is respected."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


if __name__ == "__main__":
    main()
