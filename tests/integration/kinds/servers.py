"""Real servers for one module's tests: each is started, waited for by its own word, and stopped."""

import http.server
import json
import os
import pwd
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SEARCH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
ADDRESS = re.compile(r'msg="Listening on" address=(\S+)')


def find_tool(*names: str) -> str:
    """Return the first program that is installed, or skip the test and say which is not."""
    found = next((path for name in names if (path := shutil.which(name, path=SEARCH))), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed here")
    return found


def run(*argv: str, **more: str) -> str:
    """Run a command to its end and return what it prints; a failure says why."""
    done = subprocess.run(argv, capture_output=True, text=True, check=False, env={**os.environ, **more})
    assert done.returncode == 0, f"{argv}: {done.stderr}"
    return done.stdout


def as_postgres(folder: Path) -> tuple[str, ...]:
    """Return the prefix that gives up root, which PostgreSQL refuses to run as, and let that account in."""
    if os.geteuid() != 0:
        return ()
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("there is no account postgres to run the server as, and root may not")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return ("runuser", "-u", "postgres", "--")


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a cluster with the role `postgres` trusted on its socket; give the socket's directory."""
    find_tool("psql")
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    programs = homes[-1] if homes else Path(find_tool("initdb")).parent
    prefix, data = as_postgres(folder), str(folder / "data")
    run(*prefix, f"{programs}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "--no-instructions")
    options = f"-c listen_addresses='' -c fsync=off -k {folder}"
    control = (*prefix, f"{programs}/pg_ctl", "-D", data, "-w")
    run(*control, "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield str(folder)
    finally:
        run(*control, "-m", "immediate", "stop")


@contextmanager
def listening(*argv: str, until: str = "Listening on") -> Iterator[str]:
    """Run a server that logs its address; give it when the server has said `until`."""
    with subprocess.Popen(argv, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stderr is not None
            address = ""
            for line in process.stderr:
                found = ADDRESS.search(line)
                address = found[1] if found else address
                if until in line and address:
                    break
            assert address, f"{argv[0]} ended without listening"
            # the rest of the log is taken so that the server never waits for a reader
            reader = threading.Thread(target=process.stderr.read)
            reader.start()
            yield f"http://{address}"
        finally:
            process.kill()
        reader.join()


@contextmanager
def alertmanager(folder: Path, receiver: str) -> Iterator[str]:
    """Run an Alertmanager that sends every alert to the receiver at once."""
    program = find_tool("prometheus-alertmanager", "alertmanager")
    config = folder / "alertmanager.yml"
    config.write_text(
        json.dumps(
            {
                "route": {"receiver": "echo", "group_by": ["..."], "group_wait": "0s", "group_interval": "1s"},
                "receivers": [{"name": "echo", "webhook_configs": [{"url": receiver}]}],
            }
        )
    )
    options = (f"--config.file={config}", f"--storage.path={folder}/alertmanager", "--cluster.listen-address=")
    with listening(program, *options, "--web.listen-address=127.0.0.1:0") as url:
        yield url


@contextmanager
def prometheus(folder: Path, targets: dict[str, str], rules: str) -> Iterator[str]:
    """Run a Prometheus that scrapes each job's target every 100 ms and evaluates the rules."""
    program = find_tool("prometheus")
    rule_file, config = folder / "alerts.yml", folder / "prometheus.yml"
    rule_file.write_text(rules)
    jobs = [{"job_name": job, "static_configs": [{"targets": [target]}]} for job, target in targets.items()]
    config.write_text(
        json.dumps(
            {
                "global": {"scrape_interval": "100ms", "scrape_timeout": "100ms", "evaluation_interval": "100ms"},
                "rule_files": [str(rule_file)],
                "scrape_configs": jobs,
            }
        )
    )
    options = (f"--config.file={config}", f"--storage.tsdb.path={folder}/data", "--web.listen-address=127.0.0.1:0")
    with listening(program, *options, until="Server is ready") as url:
        yield url


class Pages(http.server.BaseHTTPRequestHandler):
    """Shows what was posted to it, and whatever else a test put into `pages`."""

    pages: dict[str, bytes]
    posted: list[bytes]

    def do_GET(self) -> None:
        """Show what is kept under the path."""
        body = b"\n".join(self.posted) if self.path == "/posted" else self.pages.get(self.path, b"")
        self.send_response(200 if body or self.path == "/posted" else 404)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """Keep the body."""
        self.posted.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def pages(**shown: bytes) -> Iterator[str]:
    """Serve pages by name, and at /posted what was posted."""
    kept = {f"/{name}": body for name, body in shown.items()}
    handler = type("Shown", (Pages,), {"pages": kept, "posted": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
