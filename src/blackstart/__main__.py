"""The command `blackstart`."""

import gc
import os
import sys

RARELY = 200_000
"""Objects made before the collector of cycles looks; at its usual 700 it takes 4 % of a run's time."""


def main() -> None:
    """Run the command line and exit with its status."""
    gc.set_threshold(RARELY, 20, 20)
    from blackstart.cli.main import run  # noqa: PLC0415  # so that importing this module costs nothing
    from blackstart.cli.streams import end_crashed, open_streams  # noqa: PLC0415  # as above

    open_streams()
    sys.excepthook = end_crashed
    status = run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # taking the interpreter apart takes 4 ms, of what the system takes back anyhow


if __name__ == "__main__":
    main()
