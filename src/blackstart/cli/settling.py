"""`check --settle`: the time that the operator gives a fleet before the first look."""

import time

import click


def wait_to_settle(seconds: float) -> None:
    """Wait so many seconds, and say on standard error until when. There is nothing else that this could wait for."""
    if seconds:
        begins = time.strftime("%H:%M:%S", time.localtime(time.time() + seconds))
        click.echo(f"waiting {seconds:g} s as --settle says: the first look begins at {begins}", err=True)
        time.sleep(seconds)
