"""Raise a simulated fleet, and take it down again without a trace."""

import secrets
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import msgspec

from blackstart.drill.addresses import AddressBook, AddressTable
from blackstart.drill.certificates import make_authority, write_authority
from blackstart.drill.fixtures import Fixtures
from blackstart.drill.host_answers import list_boot_ids
from blackstart.drill.host_folder import SYSTEM, DrillSetting, folder_of, write_host, write_system
from blackstart.drill.http_server import Received
from blackstart.drill.login import write_config, write_identity, write_known_hosts
from blackstart.drill.plan import Plan, make_plan
from blackstart.drill.processes import find_processes, name_process
from blackstart.drill.servers import DrillRuntime, Keys, list_entries, serve
from blackstart.drill.ssh_server import make_key
from blackstart.model.fleet import Fleet
from blackstart.model.request import CONTROLLER

UNANSWERED = "unanswered.log"


class Drill(msgspec.Struct, frozen=True, kw_only=True):
    """A simulated fleet that is up. `fleet` has the addresses, ports and users it is reached by.

    `address_book` leads every connection from the controller into the drill;
    `controller_path` is to come first in the PATH of commands on this machine.
    `received` grows by each HTTP request that the hosts get. `boot_ids` are what the hosts tell.
    """

    folder: Path
    fleet: Fleet
    addresses: AddressTable
    address_book: AddressBook
    received: list[Received]
    token: str
    boot_ids: dict[str, str]

    @property
    def ssh_config(self) -> Path:
        """What `ssh -F` is to be given."""
        return self.folder / "ssh_config"

    @property
    def known_hosts(self) -> Path:
        """The keys the hosts are known by."""
        return self.folder / "known_hosts"

    @property
    def identity(self) -> Path:
        """The private key that is let in."""
        return self.folder / "id_ed25519"

    @property
    def ca_file(self) -> Path:
        """The authority that the hosts' good certificates are from."""
        return self.folder / "ca.pem"

    @property
    def controller_path(self) -> Path:
        """The controller's own simulated tools."""
        return folder_of(CONTROLLER, self.folder) / "bin"

    @property
    def local_paths(self) -> dict[str, str]:
        """The whole PATH of each host that is this machine: its simulated tools, and the plumbing of all hosts."""
        local = (host.id for host in self.fleet.hosts.values() if host.connection == "local")
        return {host: f"{folder_of(host, self.folder) / 'bin'}:{self.folder / SYSTEM}" for host in local}

    def unanswered(self) -> list[str]:
        """Return what was asked of the tools and had no fixture: `HOST: COMMAND`."""
        path = self.folder / UNANSWERED
        return path.read_text(errors="backslashreplace").splitlines() if path.exists() else []

    def running(self) -> list[str]:
        """Return the command lines that sessions have started and that still run."""
        return [name_process(process) for process in find_processes(self.token)]


@asynccontextmanager
async def raise_fleet(
    fleet: Fleet, fixtures: Fixtures, folder: Path, *, now: float, shift: float = 0.0
) -> AsyncIterator[Drill]:
    """Serve the fleet from an empty folder while the block runs; `now` (Unix seconds) is when it is.

    That may be `shift` seconds from this machine's own time.

    However the block is left, no process, connection or address is held afterwards; the
    folder stays, to be looked into.
    """
    with ExitStack() as stack:
        plan = make_plan(fleet, fixtures, now, stack)
        keys = Keys(
            authority=make_authority(now), user=make_key(), hosts={host: make_key() for host in plan.fleet.hosts}
        )
        drill = Drill(
            folder=folder,
            fleet=plan.fleet,
            addresses=plan.addresses,
            address_book=AddressBook(plan.addresses),
            received=[],
            token=secrets.token_hex(16),
            boot_ids={name: list_boot_ids(plan.places[name].facts)[0] for name in plan.fleet.hosts},
        )
        system = write_drill(drill, plan, keys, shift)
        runtime = DrillRuntime(folder=folder, system=system, token=drill.token, received=drill.received)
        async with serve(plan, keys, runtime):
            yield drill


def write_drill(drill: Drill, plan: Plan, keys: Keys, shift: float) -> Path:
    """Write all files of a drill; return the folder of everybody's tools."""
    drill.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_authority(keys.authority, drill.ca_file)
    entries = list_entries(plan, keys)
    write_identity(keys.user, drill.identity)
    write_known_hosts(entries, drill.known_hosts)
    write_config(entries, drill.identity, drill.known_hosts, drill.ssh_config)
    setting = DrillSetting(
        folder=drill.folder,
        addresses=plan.addresses,
        fixtures=plan.fixtures,
        real_addresses=tuple((host.address, plan.fleet.hosts[name].address) for name, host in plan.real.hosts.items()),
        ca_file=drill.ca_file,
        unanswered=drill.folder / UNANSWERED,
        shift=shift,
    )
    for place in plan.places.values():
        write_host(place, setting)
    return write_system(drill.folder)
