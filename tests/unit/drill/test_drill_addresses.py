"""Every address that anything in a drill may ask for leads to loopback."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blackstart.drill.addresses import AddressBook, AddressTable, HostAddress, assign_addresses
from blackstart.model.request import CONTROLLER

HOSTS = {
    "110": HostAddress(
        host="110", address="127.5.6.110", known_as=("192.0.2.110", "git.example.org"), ports={443: 40443, 22: 2222}
    ),
    "188": HostAddress(host="188", address="127.5.6.188", known_as=("192.0.2.188",), ports={5432: 5432}),
    CONTROLLER: HostAddress(host=CONTROLLER, address="127.5.6.1"),
}
ADDRESSES = AddressTable(hosts=HOSTS, closed=("127.5.6.254", 9))


@pytest.mark.parametrize(
    ("at", "host", "port", "place"),
    [
        (CONTROLLER, "git.example.org", 443, ("127.5.6.110", 40443)),
        (CONTROLLER, "192.0.2.110", 22, ("127.5.6.110", 2222)),
        (CONTROLLER, "127.5.6.188", 5432, ("127.5.6.188", 5432)),
        ("188", "127.0.0.1", 5432, ("127.5.6.188", 5432)),
        ("188", "localhost", 443, ADDRESSES.closed),
        (CONTROLLER, "127.0.0.1", 5432, ADDRESSES.closed),
        (CONTROLLER, "192.0.2.188", 9090, ADDRESSES.closed),
        (CONTROLLER, "www.example.com", 443, ADDRESSES.closed),
    ],
)
def test_connections_go_where_the_drill_has_it(at: str, host: str, port: int, place: tuple[str, int]) -> None:
    """By name or address; `localhost` is whoever says it; anything else is refused."""
    assert ADDRESSES.route(host, port, at) == place


def test_a_host_that_is_the_controller_answers_for_its_localhost() -> None:
    """As in the pack for this machine; other hosts' localhost stays their own."""
    addresses = AddressTable(hosts=HOSTS, closed=ADDRESSES.closed, local="188")
    assert addresses.route("127.0.0.1", 5432) == ("127.5.6.188", 5432)
    assert addresses.route("127.0.0.1", 5432, "110") == ADDRESSES.closed


@given(host=st.text(), port=st.integers())
def test_the_address_book_knows_a_loopback_place_for_anything(host: str, port: int) -> None:
    """So that a transport which looks up with a default never uses the default."""
    assert AddressBook(ADDRESSES).get((host, port), ("elsewhere", 0))[0].startswith("127.")


def test_the_address_book_lists_what_is_declared() -> None:
    """All names with all ports, and it is never taken for an empty one."""
    book = AddressBook(ADDRESSES)
    assert ("git.example.org", 443) in list(book)
    assert len(book) == len(list(book)) == 8
    assert AddressBook(AddressTable(hosts={}, closed=("127.0.0.1", 9)))


def test_last_octets_are_kept_where_they_can_be() -> None:
    """People know their hosts by them; the second of two, a name and an octet too high get free ones."""
    hosts = {"a": "192.0.2.110", "b": "198.51.100.110", "c": "c.example.org", "d": "192.0.2.254"}
    assert assign_addresses(hosts, (5, 6)) == {"a": "127.5.6.110", "b": "127.5.6.1", "c": "127.5.6.2", "d": "127.5.6.3"}


def test_many_hosts_each_have_an_address_of_their_own() -> None:
    """Past one block they go on in the next."""
    addresses = assign_addresses({str(number): "" for number in range(600)}, (5, 6))
    assert len(set(addresses.values())) == 600
    assert addresses["599"] == "127.5.8.100"
