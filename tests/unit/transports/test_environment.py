"""What a login's environment may say to a command."""

from blackstart.transports.environment import CLEARED, clean_environment


def test_what_speaks_for_the_host_is_gone() -> None:
    """Everything else stays."""
    assert clean_environment(dict.fromkeys(CLEARED, "x") | {"HOME": "/home/ops"}) == {"HOME": "/home/ops"}


def test_docker_daemon_of_another_host_is_gone() -> None:
    """One behind a socket of this host stays."""
    assert clean_environment({"DOCKER_HOST": "ssh://other"}) == {}
    assert clean_environment({"DOCKER_HOST": "unix:///run/docker.sock"}) == {"DOCKER_HOST": "unix:///run/docker.sock"}
