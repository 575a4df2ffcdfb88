"""The command `blackstart`."""

import sys


def main() -> None:
    """Run the command line and exit with its status."""
    from blackstart.cli.main import run  # noqa: PLC0415  # so that importing this module costs nothing

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
