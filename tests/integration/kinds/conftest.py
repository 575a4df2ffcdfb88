"""Servers shared by all tests of kinds: starting them costs more than asking them."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.kinds.servers import alertmanager, pages, postgres, prometheus, run

RULES = """\
groups:
- name: hosts
  rules:
  - alert: HostDown
    expr: up == 0
    labels: {severity: critical}
  # - alert: Retired
  - alert: "DiskFull"
    expr: vector(0) > 1
  - record: job:up:sum
    expr: sum by (job) (up)
"""
TABLES = """
CREATE TABLE daily (day date);
CREATE TABLE monthly ("sold on" timestamp);
CREATE TABLE short (day date);
CREATE TABLE nothing (day date);
CREATE TABLE ahead (day date);
INSERT INTO daily SELECT current_date - n FROM generate_series(1, 40) AS n;
INSERT INTO monthly SELECT current_date - n + time '12:30' FROM generate_series(1, 40) AS n;
INSERT INTO short SELECT current_date - n FROM generate_series(2, 40) AS n;
INSERT INTO ahead VALUES (current_date + 5);
CREATE ROLE blackstart LOGIN;
CREATE ROLE writes_files LOGIN IN ROLE pg_write_server_files;
CREATE ROLE replicates LOGIN REPLICATION;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO blackstart, writes_files, replicates;
CREATE TABLE names (name varchar);
INSERT INTO names VALUES ('A');
GRANT SELECT ON names TO blackstart;
CREATE FUNCTION shout(varchar) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'somebody else is called'; END $$;
CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE sql AS 'SELECT shout($1)';
CREATE FUNCTION same(varchar, varchar) RETURNS boolean LANGUAGE sql AS 'SELECT shout($1) IS NULL';
CREATE OPERATOR = (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = same);
CREATE SEQUENCE numbers;
GRANT ALL ON numbers TO blackstart;
CREATE VIEW counter AS SELECT nextval('numbers') AS n;
GRANT SELECT ON counter TO blackstart;
"""


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """Return the socket directory of a cluster with tables of sales."""
    with tempfile.TemporaryDirectory(prefix="bs-") as folder, postgres(Path(folder)) as socket:
        run("psql", "-X", "-q", "-h", socket, "-U", "postgres", "-c", TABLES)
        yield socket


@pytest.fixture(scope="session")
def receiver() -> Iterator[str]:
    """Return a server that shows at /posted what was posted to it."""
    with pages() as url:
        yield url


@pytest.fixture(scope="session")
def alerting(tmp_path_factory: pytest.TempPathFactory, receiver: str) -> Iterator[str]:
    """Return an Alertmanager that tells the receiver."""
    with alertmanager(tmp_path_factory.mktemp("alertmanager"), receiver) as url:
        yield url


@pytest.fixture(scope="session")
def monitoring(tmp_path_factory: pytest.TempPathFactory, alerting: str) -> Iterator[tuple[str, Path]]:
    """Return a Prometheus with one target up and one down, and its rule file."""
    folder = tmp_path_factory.mktemp("prometheus")
    targets = {"alertmanager": alerting.removeprefix("http://"), "gone": "127.0.0.1:1"}
    with prometheus(folder, targets, RULES) as url:
        yield url, folder / "alerts.yml"
