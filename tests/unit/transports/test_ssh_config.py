"""Of the operator's configuration each host is told what concerns it (ssh_config(5))."""

from pathlib import Path

import pytest

from blackstart.model.fleet import Host
from blackstart.transports.asyncssh_login import read_hop
from blackstart.transports.ssh_command import LONGEST_SOCKET, read_settings, ssh_argv
from blackstart.transports.ssh_config import (
    find_config_files,
    find_folder,
    matches,
    read_config,
    read_keywords,
    select_lines,
)

MATCHES = (
    ("Host *", True),
    ("Host db1.example", True),
    ("host DB1.example", True),
    ("Host=db1.example", True),
    ("Host web1 db1.example", True),
    ("Host db?.example", True),
    ("Host *.example", True),
    ('Host "db1.example"', True),
    ("Host db1", False),
    ("Host db[1].example", False),
    ("Host * !db1.example", False),
    ("Host !db1.example *", False),
    ("Host !web1", False),
    ("Host !web1 *", True),
    ("Host", False),
)


@pytest.mark.parametrize(("line", "matched"), MATCHES)
def test_patterns_of_a_host_line(line: str, matched: bool) -> None:  # noqa: FBT001  # a case's field
    """Wild cards are `*` and `?`; a negated pattern that matches settles it."""
    assert matches(line, "db1.example") is matched


def write(folder: Path, **files: str) -> Path:
    """Write files that name each other by {folder}, and return the first."""
    for name, text in files.items():
        (folder / name).write_text(text.replace("{folder}", str(folder)))
    return folder / next(iter(files))


def test_blocks_of_other_hosts_are_left_out(tmp_path: Path) -> None:
    """What stands before any block holds for all; Match blocks are left to be judged."""
    path = write(tmp_path, main="Port 1\nHost a\n Port 2\nHost b\n Port 3\nMatch user x\n Port 4\nHost *\n  Port 5\n")
    lines = read_config([path])
    assert list(select_lines(lines, "b")) == ["Host *", "Port 1", "Port 3", "Match user x", "Port 4", "Port 5"]


def test_includes_are_read_where_they_stand(tmp_path: Path) -> None:
    """Within a block they hold for its hosts alone, and after them the block goes on."""
    path = write(
        tmp_path,
        main="Host a\n Include {folder}/*.conf {folder}/x\n User u\nMatch user x\n Include {folder}/1.conf\nPort 9\n",
        **{"1.conf": "Port 1\nHost b\n Port 2\n", "2.conf": 'Include "{folder}/more"\n', "more": "Compression yes\n"},
    )
    lines = read_config([path])
    assert list(select_lines(lines, "a"))[1:] == [
        *("Host *", "Port 1", "Host *", "Host *", "Compression yes", "Host *", "Host *", "User u"),
        *("Match user x", "Host *", "Port 1", "Match user x", "Port 9"),
    ]
    others = ["Match user x", "Host *", "Port 1", "Port 2", "Match user x", "Port 9"]
    assert list(select_lines(lines, "b"))[1:] == others
    assert {"port", "compression", "include"} <= read_keywords(lines)


def test_include_of_itself_ends(tmp_path: Path) -> None:
    """A file that includes itself is read as often as ssh(1) would, not for ever."""
    path = write(tmp_path, main="Port 1\nInclude {folder}/main\n")
    assert len(list(select_lines(read_config([path]), "a"))) < 100


def test_files_that_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is given stands alone; else the operator's comes before the system's."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".ssh").mkdir()
    own = write(tmp_path / ".ssh", config="Port 1\n")
    assert find_config_files(None)[0] == own
    assert find_config_files(str(own)) == [own]
    assert find_config_files(str(tmp_path / "nothing")) == []


HOST = Host(id="a", address="a")


def test_operators_own_settings_are_not_overridden(tmp_path: Path) -> None:
    """Where the configuration shares connections or chooses a key exchange itself, we do neither."""
    plain = read_settings(str(write(tmp_path, main="Host a\n  Port 1\n")), "/tmp/x")  # noqa: S108  # nothing is written
    own = read_settings(
        str(write(tmp_path, own="Include {folder}/more\n", more="ControlPath=x\nKexAlgorithms y\n")), "/x"
    )
    assert (plain.share_connection, plain.fast_key_exchange) == (True, True)
    assert (own.share_connection, own.fast_key_exchange) == (False, False)
    assert "ControlMaster=auto" not in ssh_argv(HOST, own)


def test_socket_that_would_be_too_long_is_not_used(tmp_path: Path) -> None:
    """A long temporary folder costs the sharing of the connection, not the connection."""
    assert read_settings(str(tmp_path / "none"), "/" + "x" * (LONGEST_SOCKET - 1)).share_connection
    assert not read_settings(str(tmp_path / "none"), "/" + "x" * LONGEST_SOCKET).share_connection


def test_command_line() -> None:
    """What the baseline names is given to ssh; the address cannot be taken for an option."""
    settings = read_settings(None, "/x")
    argv = ssh_argv(Host(id="a", address="-oProxyCommand=x", user="u", port=2222), settings)
    assert argv[-7:-1] == ["-p", "2222", "-l", "u", "--", "-oProxyCommand=x"]


HOPS = (
    ("jump", Host(id="jump", address="jump")),
    ("ops@jump", Host(id="ops@jump", address="jump", user="ops")),
    ("ops@jump:2222", Host(id="ops@jump:2222", address="jump", user="ops", port=2222)),
    ("ssh://jump:22", Host(id="ssh://jump:22", address="jump", port=22)),
    ("[2001:db8::1]:22", Host(id="[2001:db8::1]:22", address="2001:db8::1", port=22)),
    ("[2001:db8::1]", Host(id="[2001:db8::1]", address="2001:db8::1")),
)


@pytest.mark.parametrize(("text", "host"), HOPS)
def test_jump_host(text: str, host: Host) -> None:
    """A jump host may have a user and a port."""
    assert read_hop(text) == host


def test_a_user_without_a_home_has_the_systems_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As in a container under a number that no account has; and a file that may not be read is ssh's to speak of."""
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("os.getuid", lambda: 987_654)
    assert find_folder() == Path("~/.ssh")
    assert set(find_config_files(None)) <= {Path("/etc/ssh/ssh_config")}
    assert find_config_files(str(tmp_path / "none")) == []


def test_an_include_that_is_no_readable_file_is_left_to_ssh(tmp_path: Path) -> None:
    """As the configuration itself: ssh(1) says so of each host, and the run goes on."""
    (tmp_path / "folder").mkdir()
    main = tmp_path / "main"
    main.write_text(f"Include {tmp_path}/folder {tmp_path}/none\nHost a\n  ControlPath none\n")
    assert not read_settings(str(main), "/x").share_connection
