"""A fleet with a secret in every place that a check looks at.

Some stand in a shape by which redaction knows them (`shaped`: a password in a URL, a token in a body). All others
are bare random text (`bare`), which nothing can know for a secret: they must not be asked for at all.
"""

import secrets
import subprocess
from pathlib import Path
from typing import Any

import asyncssh
from secret_forms import list_forms

from blackstart.drill.facts import write_time
from blackstart.drill.fixtures import Fixtures
from blackstart.drill.reading import to_fixtures
from blackstart.model.request import CONTROLLER

FORM_CANARY = "Quince7f3a"
ISO = "%Y-%m-%dT%H:%M:%SZ"
DAMAGE = "kernel: EXT4-fs error: Structure needs cleaning"


class Canaries:
    """Secrets made for one test, by the place they were planted in."""

    def __init__(self) -> None:
        """Start with none."""
        self.places: dict[str, str] = {}
        self.shaped_places = 0

    def bare(self, place: str) -> str:
        """Make one that nothing tells from other text."""
        return self.plant(place, f"Quince{secrets.token_hex(12)}")

    def shaped(self, place: str) -> str:
        """Make one that is to be planted in a shape which is recognised."""
        self.shaped_places += 1
        return self.bare(place)

    def plant(self, place: str, text: str) -> str:
        """Note what may not be written anywhere."""
        self.places[place] = text
        return text

    def find_in(self, folder: Path) -> dict[str, set[str]]:
        """Return which of them stand in files below a folder, in bytes or in a name, and in which."""
        found: dict[str, set[str]] = {}
        for path in folder.rglob("*"):
            content = str(path.relative_to(folder)).encode() + (path.read_bytes() if path.is_file() else b"")
            for place, text in self.places.items():
                if text.encode() in content:
                    found.setdefault(place, set()).add(str(path.relative_to(folder)))
        return found


def make_fixtures(canaries: Canaries, now: float) -> Fixtures:
    """Return what host `a` answers; every answer holds a secret, and what is not asked for does too."""
    bare, shaped = canaries.bare, canaries.shaped
    host = {
        "greeting": f"Welcome to a. Today's word is {bare('greeting')}.\n",
        "files": {
            "/srv/app/.env": f"A={bare('.env')}\n",
            "/srv/app/copy.env": f"A={bare('copy of .env')}\n",
            "/t/good.prom": f"# HELP failed password: {shaped('comment of a textfile')}\nfailed 0\n",
            "/t/neighbour.prom": f'x{{a="{bare("neighbour of a textfile")}"}} 1\n',
            "/etc/restic.pass": bare("password file"),
            "/etc/cron.d/app": f"OTHER={bare('cron.d setting')}\n5 5 * * * app --token {shaped('cron.d option')}\n",
            "/b": f"a 1/1 fresh failed=0\ncore_blockers=0\nrepository=https://a:{shaped('report')}@store.example/x\n",
            "/var/log/app.log": f"{DAMAGE} password={shaped('log file')}\nordinary {bare('log file, other line')}\n",
        },
        "journal": [
            {"text": f"{DAMAGE} Authorization: Bearer {shaped('journal')}"},
            {"text": f"app: logged {bare('other line of the journal')}", "age": 300},
            {"text": f"app[7]: {bare('newest line of the journal')}", "age": 5},
        ],
        "crontab": [f"WHATEVER={bare('crontab setting')}", f"2 2 * * * curl -u ops:{shaped('crontab')} x; backup.sh"],
        "units": {"web": {"more": {"Environment": f"WHATEVER={bare('unit environment')}"}}},
        "queries": [
            {"match": "*broken*", "error": f"could not connect to postgresql://momo:{shaped('SQL error')}@db/momo"},
            {"match": "*note*", "rows": [{"note": f"api_key={shaped('SQL row')}"}]},
        ],
        "ports": {
            2525: {"banner": f"220 ready token={shaped('banner')}\n"},
            2526: {"banner": bare("banner not asked")},
        },
        "tools": make_tools(canaries, now),
        "http": {port: {"paths": paths} for port, paths in make_pages(canaries, now).items()},
    }
    return to_fixtures({"a": host, CONTROLLER: {}})


def make_tools(canaries: Canaries, now: float) -> dict[str, list[dict[str, Any]]]:
    """Return tools that tell a secret with whatever they are asked, but for the few fields that kinds ask for."""
    bare, shaped = canaries.bare, canaries.shaped
    at = write_time(now, ISO)
    inspected = (
        '{"name":"/db","state":"running","health":null,"restarts":0,"started":"2026-01-01T00:00:00Z","exit_code":0,'
        '"oom_killed":false,"policy":"always","image":"x"}\n'
    )
    return {
        "docker": [
            {"match": 'inspect --type container --format {"name"* db', "stdout": inspected},
            {"match": "inspect --format {{.State.Status}} db", "stdout": "running\n"},
            {"match": "inspect *", "stdout": f'[{{"Config":{{"Env":["A={bare("container environment")}"]}}}}]'},
            {"match": "logs --tail 1 db", "stdout": f'{{"password":"{shaped("container log line")}"}}\n'},
            {
                "match": "logs --since * logs",
                "stdout": f"signed in as {bare('container log beside the damage')}\n",
                "stderr": f"{DAMAGE} DB_PASSWORD={shaped('container log since')}\n",
            },
            {
                "match": "logs --timestamps *",
                "stdout": f"{at} job done\n{at} signed in as {bare('container log beside the work')}\n",
                "stderr": f"{at} signed in as {bare('container errors beside the work')}\n",
            },
            {"match": "info*", "stderr": f"cannot reach https://ci:{shaped('tool error')}@registry/\n", "exit_code": 1},
        ],
        "restic": [{"stderr": f"Fatal: rest:https://a:{shaped('restic error')}@store/ refused\n", "exit_code": 1}],
    }


def make_pages(canaries: Canaries, now: float) -> dict[int, dict[str, Any]]:
    """Return HTTP answers by port and path."""
    shaped = canaries.shaped
    recent = write_time(now, ISO)
    me = {
        "user": "ops",
        "version": "1.2.3",
        "access_token": shaped("token in JSON"),
        "nested": [{"clientSecret": shaped("secret in JSON"), "pin_token": 4711}],
        "message": f'{{"password":"{shaped("JSON in JSON")}"}}',
        "env": [{"name": "DB_PASSWORD", "value": shaped("name and value")}],
    }
    headers = {
        "set-cookie": f"session={shaped('cookie')}; HttpOnly",
        "authorization": shaped("echoed authorization"),
        "x-vault-token": shaped("header of a token"),
    }
    away = f"https://ops:{shaped('redirect user')}@x.example/?token={shaped('redirect query')}&a=1"
    text = f"welcome; sent Authorization: Bearer {shaped('body text')}\npassword: {shaped('body password')}\n"
    target = {
        "labels": {"job": "node", "instance": "x"},
        "scrapePool": "node",
        "scrapeUrl": f"http://x/metrics?token={shaped('scrape URL')}",
        "health": "down",
        "lastScrape": recent,
        "lastError": f'Get "http://ops:{shaped("scrape error")}@x/": refused',
    }
    rules = {"name": "RuleA", "type": "alerting", "health": "ok", "lastEvaluation": recent}
    group = {"name": "g", "file": "/rules.yml", "rules": [rules]}
    alert = {
        "labels": {"alertname": "A"},
        "annotations": {"note": f"log in with password={shaped('annotation')}"},
        "status": {"state": "active", "silencedBy": []},
    }
    failed = {"status": "error", "error": f"cannot open postgresql://p:{shaped('API error')}@db/x"}
    return {
        8080: {
            "/me": {"json": me, "headers": headers},
            "/text": {"body": text},
            "/go": {"status": 302, "headers": {"location": away}},
            "/api/v1/query*": {"status": 500, "json": failed},
        },
        9090: {
            "/api/v1/targets": {"json": {"status": "success", "data": {"activeTargets": [target]}}},
            "/api/v1/rules": {"json": {"status": "success", "data": {"groups": [group]}}},
        },
        9093: {
            "/-/ready": 200,
            "/api/v2/status": {"json": {"cluster": {"status": "ready"}}},
            "/api/v2/alerts": {"json": [alert]},
        },
    }


def plant_here(canaries: Canaries, folder: Path) -> None:
    """Plant secrets in files and a repository of this machine."""
    bare, shaped = canaries.bare, canaries.shaped
    host_key = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
    files = {
        ".env": f"A={bare('.env here')}\n",
        "token": bare("token file"),
        "forms.txt": "".join(f"{form}\n\n" for form in list_forms(canaries.plant("forms", FORM_CANARY))),
        "shown.conf": f"export DB_PASSWORD='{shaped('settings shown')}'\nAPP_KEY={shaped('key shown')}\n",
        "good.prom": "failed 0\n",
        "neighbour.prom": f'x{{a="{bare("neighbour here")}"}} 1\n',
        "known_hosts": f"192.0.2.9 {host_key} {bare('known_hosts comment')}\n",
        "app.log": f"{DAMAGE}; {'.' * 60} {bare('line of damage')}\nordinary {bare('line of a log')}\n",
        "release.txt": f"VERSION=1.2.3\nOTHER={bare('beside a version')}\n",
        "rules.yml": f"groups:\n- name: g\n  rules:\n  - alert: RuleA\n    expr: x == 1 # {bare('rule file')}\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o644 if name.endswith(".prom") else 0o600)
    make_certificate(canaries, folder)
    make_repository(folder / "repository", f"https://ops:{shaped('git remote')}@git.example/x.git")


def make_certificate(canaries: Canaries, folder: Path) -> None:
    """Write a certificate with its private key in one file; the key is the secret."""
    options = (
        "-newkey",
        "ed25519",
        "-nodes",
        "-days",
        "90",
        "-subj",
        "/CN=x",
        "-keyout",
        "key.pem",
        "-out",
        "site.pem",
    )
    subprocess.run(["openssl", "req", "-x509", *options], cwd=folder, check=True, capture_output=True)
    key = (folder / "key.pem").read_text()
    canaries.plant("private key", key.splitlines()[1])
    (folder / "site.pem").write_text(key + (folder / "site.pem").read_text())


def make_repository(folder: Path, remote: str) -> None:
    """Make a repository with one commit and a remote."""
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    for words in (
        ("init", "-q", "-b", "main", str(folder)),
        ("-C", str(folder), *who, "commit", "-q", "--allow-empty", "-m", "one"),
        ("-C", str(folder), "remote", "add", "origin", remote),
    ):
        subprocess.run(["git", *words], check=True, capture_output=True)
