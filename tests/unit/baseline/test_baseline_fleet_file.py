"""fleet.yml: hosts, defaults, what may be run, which files belong to it."""

from collections.abc import Callable

import pytest

from blackstart.model.fleet import Fleet, Host

Load = Callable[..., Fleet]
Complain = Callable[..., list[str]]

FULL = """\
name: awoooi
title: {en: The fleet, zh-TW: 機群}
defaults: {max_age: 5m, user: ops, port: 2222}
read_only_commands:
  - [velero, backup, get]
hosts:
  110: {address: 192.0.2.110, title: Registry, roles: web}
  120: {address: h120, user: root, port: 22, roles: [k3s, web]}
  me: {connection: Local}
"""


def test_small_pack_loads(load: Load) -> None:
    """A host takes what the file says, and no more."""
    fleet = load()
    assert fleet.name == "small"
    assert fleet.hosts["a"] == Host(id="a", address="192.0.2.1", roles=("db",))


def test_defaults_hold_for_ssh_hosts_only(load: Load) -> None:
    """A host's own values win; a local host has neither user nor port."""
    fleet = load(fleet=FULL, phase="phase: P0\nchecks: [{id: c, on: 110, systemd_unit: x}]")
    assert list(fleet.hosts.values()) == [
        Host(id="110", address="192.0.2.110", user="ops", port=2222, roles=("web",), title="Registry"),
        Host(id="120", address="h120", user="root", port=22, roles=("k3s", "web")),
        Host(id="me", address="127.0.0.1", connection="local"),
    ]
    assert fleet.title == {"en": "The fleet", "zh-TW": "機群"}
    assert fleet.read_only_commands == (("velero", "backup", "get"),)
    assert fleet.checks[0].max_age == 300.0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hosts: {}", "packs/x/fleet.yml:1: key 'name' is missing; name the fleet"),
        ("name: [a]", "packs/x/fleet.yml:1: key 'name': expected a name, found a list"),
        ("name: a b", "packs/x/fleet.yml:1: key 'name': 'a b' is no id; use letters, digits and . _ - only"),
        ("name: x\ntitel: y", "packs/x/fleet.yml:2: unknown key 'titel'; did you mean 'title'?"),
        ("name: x\nzzz: y", "packs/x/fleet.yml:2: unknown key 'zzz'; known: defaults, hosts, include, name,"),
        ("name: x\ntitle: 5", "packs/x/fleet.yml:2: key 'title': expected text, found 5; put it in quotes"),
        ("name: x\ntitle:", "packs/x/fleet.yml:2: key 'title': expected text, found nothing"),
        ("name: x\ntitle: {zh-TW: y}", "packs/x/fleet.yml:2: key 'title' has no English; add `en:`"),
        ("name: x\ntitle:\n  en: y\n  English: z", "packs/x/fleet.yml:4: key 'title': 'English' is no language tag"),
        ("name: x\ntitle:\n  en: y\n  de: ''", "packs/x/fleet.yml:4: key 'de': expected text, found text ''"),
        ("name: x\nhosts: [a]", "packs/x/fleet.yml:2: key 'hosts': expected a mapping from id to host, found a list"),
        ("name: x\nhosts:\n  all: {address: y}", "packs/x/fleet.yml:3: host 'all': no host may have that id"),
        ("name: x\nhosts:\n  controller: {address: y}", "packs/x/fleet.yml:3: host 'controller': no host may have"),
        ("name: x\nhosts:\n  a b: {address: y}", "packs/x/fleet.yml:3: host 'a b': no host may have that id"),
        ("name: x\nhosts:\n  a:", "packs/x/fleet.yml:3: host 'a': expected a mapping, found nothing; as `{address: "),
        ("name: x\nhosts:\n  a: {}", "packs/x/fleet.yml:3: host 'a': key 'address' is missing"),
        ("name: x\nhosts:\n  a: {adress: y}", "packs/x/fleet.yml:3: host 'a': unknown key 'adress'; did you mean"),
        ("name: x\nhosts:\n  a: {address: true}", "host 'a': key 'address': expected a name, found true"),
        ("name: x\nhosts:\n  a: {address: ''}", "host 'a': key 'address': expected a name, found text ''"),
        *(
            (
                f"name: x\nhosts:\n  a: {{address: '{address}'}}",
                f"x/fleet.yml:3: host 'a': key 'address': '{address}' is no name and no IP address; write a name or",
            )
            for address in (
                *(
                    "10.0.0.300",
                    "10.0.0",
                    "10.1",
                    "http://x/",
                    "x:22",
                    "ops@x",
                    "x y",
                    "-oProxyCommand=id",
                    "[::1]",
                    "x/",
                ),
                *("192.0.2.1/24", "192.0.2.1:22", "192.0.2.1,192.0.2.2", "*", ".x", "x;id", "010.0.0.1", "1:2:3"),
            )
        ),
        ("name: x\nhosts:\n  a: {address: y, ssh: -oProxyCommand=id}", "key 'ssh': '-oProxyCommand=id' is no alias"),
        ("name: x\nhosts:\n  a: {address: y, ssh: a b}", "key 'ssh': 'a b' is no alias; write one word"),
        (
            "name: x\nhosts:\n  a: {address: y, port: 0}",
            "host 'a': key 'port': expected a port from 1 to 65535, found 0",
        ),
        ("name: x\nhosts:\n  a: {address: y, port: 65536}", "key 'port': expected a port from 1 to 65535, found 65536"),
        ("name: x\nhosts:\n  a: {address: y, port: true}", "key 'port': expected a port from 1 to 65535, found true"),
        ("name: x\nhosts:\n  a: {address: y, port: '22'}", "key 'port': expected a port from 1 to 65535, found text"),
        ("name: x\nhosts:\n  a: {address: y, port: [22]}", "key 'port': expected a port from 1 to 65535, found a list"),
        ("name: x\nhosts:\n  a: {address: y, user: 5}", "key 'user': expected text, found 5; put it in quotes"),
        (
            "name: x\nhosts:\n  a: {address: y, connection: shh}",
            "key 'connection': expected local or ssh, found 'shh'; did you mean 'ssh'?",
        ),
        (
            "name: x\nhosts:\n  a: {address: y, roles: {b: c}}",
            "key 'roles': expected a name or a list of names, found a mapping",
        ),
        ("name: x\nhosts:\n  a: {address: y, roles: [[b]]}", "key 'roles': expected a name, found a list"),
        ("name: x\ndefaults: 5m", "packs/x/fleet.yml:2: key 'defaults': expected a mapping, found text '5m'"),
        ("name: x\ndefaults: {limit: 5}", "packs/x/fleet.yml:2: defaults: unknown key 'limit'; known: max_age, port"),
        ("name: x\ndefaults: {max_age: 0}", "defaults: key 'max_age': expected a duration such as 15m, or seconds"),
        ("name: x\ndefaults: {max_age: -1}", "defaults: key 'max_age': expected a duration such as 15m, or seconds"),
        ("name: x\ndefaults: {max_age: .inf}", "defaults: key 'max_age': expected a duration such as 15m, or seconds"),
        ("name: x\ndefaults: {max_age: true}", "defaults: key 'max_age': expected a duration such as 15m, or seconds"),
        (
            "name: x\ndefaults: {max_age: 5 weeks}",
            "defaults: key 'max_age': expected a duration such as 15m, or seconds",
        ),
        ("name: x\ndefaults: {max_age: [5m]}", "defaults: key 'max_age': expected a duration such as 15m, or seconds"),
        ("name: x\nread_only_commands: df", "key 'read_only_commands': expected a list of word lists, found text 'df'"),
        (
            "name: x\nread_only_commands: [df]",
            "key 'read_only_commands': expected a list of words for each, found text",
        ),
        (
            "name: x\nread_only_commands: [[]]",
            "key 'read_only_commands': an empty list would allow every command; as `- [velero, backup, get]`",
        ),
        ("name: x\nread_only_commands: [[a, null]]", "key 'read_only_commands': expected a name, found nothing"),
        ("name: x\ninclude: []", "packs/x/fleet.yml:2: key 'include': names no file; leave it out"),
        ("name: x\ninclude: [phases/*.yml, more/*.yml]", "packs/x/fleet.yml:2: 'more/*.yml' matches no file"),
        ("name: x\ninclude: phases/p1.yml", "packs/x/fleet.yml: 'phases/p0.yml' is never included; name it under"),
    ],
)
def test_fault_is_told_with_its_line(complain: Complain, text: str, problem: str) -> None:
    """Each fault gives a line with place, thing and mend."""
    assert any(problem in line for line in complain(fleet=text)), complain(fleet=text)


def test_every_fault_is_told_at_once(complain: Complain) -> None:
    """Nobody has to mend and load again and again."""
    lines = complain(fleet="titel: x\nhosts:\n  a: {port: x}\n  b: {}\ndefaults: 1\n")
    assert [line.split(";")[0] for line in lines] == [
        "packs/x/fleet.yml:1: unknown key 'titel'",
        "packs/x/fleet.yml:1: key 'name' is missing",
        "packs/x/fleet.yml:3: host 'a': key 'port': expected a port from 1 to 65535, found text 'x'",
        "packs/x/fleet.yml:3: host 'a': key 'address' is missing",
        "packs/x/fleet.yml:4: host 'b': key 'address' is missing",
        "packs/x/fleet.yml:5: key 'defaults': expected a mapping, found 1",
    ]


@pytest.mark.parametrize(
    ("age", "seconds"),
    [("90", 90.0), ("1.5", 1.5), ("90s", 90.0), ("15m", 900.0), ("24h", 86400.0), ("1.5d", 129600.0)],
)
def test_age_is_in_seconds(load: Load, age: str, seconds: float) -> None:
    """A number is seconds; text has its unit."""
    fleet = load(phase=f"phase: P0\nchecks: [{{id: c, on: a, systemd_unit: x, max_age: {age}}}]")
    assert fleet.checks[0].max_age == seconds


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("address: 192.0.2.7", "address: 192.0.2.7, user: ops", "both are at 192.0.2.7"),
        ("address: NAS.lan", "address: nas.lan., port: 22", "both are at nas.lan."),
        ("address: '2001:db8::1'", "address: '2001:DB8:0::1'", "both are at 2001:DB8:0::1"),
        ("connection: local", "connection: local", "both are this machine"),
        ("address: 192.0.2.7, ssh: nas", "address: 192.0.2.8, ssh: nas", "both are 'nas' to SSH"),
        ("address: 192.0.2.7, ssh: nas", "address: nas", "both are at nas"),
    ],
)
def test_two_hosts_are_two_machines(complain: Complain, first: str, second: str, said: str) -> None:
    """Else both would be green while only one of them was looked at."""
    text = f"name: x\nhosts:\n  a: {{{first}}}\n  b: {{{second}}}\n"
    (line,) = [line for line in complain(fleet=text) if "machine" in line]
    found, mend = line.split("; ")
    assert found == f"packs/x/fleet.yml:4: host 'b': the same machine as 'a' in line 3: {said}"
    assert mend == "give it its own address, or make one host of them"


def test_ssh_has_a_name_of_its_own(load: Load) -> None:
    """The address is what is pinged; SSH is told the alias, where there is one."""
    hosts = load(fleet="name: x\nhosts:\n  a: {address: 192.0.2.7, ssh: nas}\n  b: {address: 192.0.2.8}\n").hosts
    assert (hosts["a"].target.address, hosts["a"].ssh_name) == ("192.0.2.7", "nas")
    assert hosts["b"].ssh_name == "192.0.2.8"


def test_two_ports_of_one_address_may_be_two_hosts(load: Load) -> None:
    """As behind a router; and a host may be reached from this machine as well."""
    text = (
        "name: x\nhosts:\n  a: {address: 192.0.2.7}\n  b: {address: 192.0.2.7, port: 2222}\n  c: {connection: local}\n"
    )
    assert list(load(fleet=text).hosts) == ["a", "b", "c"]
