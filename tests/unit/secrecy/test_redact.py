"""What is a secret goes, what is evidence stays."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec
import pytest
import secret_forms
from golden_cases import read_case
from hypothesis import given
from hypothesis import strategies as st

from blackstart.model.reply import Cause, CommandReply, Gap, HttpReply, TcpReply, TlsReply
from blackstart.model.request import HttpRequest, Redact, RunCommand
from blackstart.secrecy.addresses import ADDRESSES, QUERIES, WEBHOOKS
from blackstart.secrecy.form import find_form
from blackstart.secrecy.lines import LINES
from blackstart.secrecy.marks import REDACTED, fold
from blackstart.secrecy.named import CHINESE, find_environment, find_named, write_name
from blackstart.secrecy.names import NAME_MARKS
from blackstart.secrecy.redact import redact
from blackstart.secrecy.span import Span, replace_spans
from blackstart.secrecy.text import ROUNDS, redact_text
from blackstart.secrecy.tokens import TOKENS
from blackstart.secrecy.tools import OPTIONS, WORDS
from blackstart.secrecy.values import compile_once

NAMES = (CHINESE, *{write_name(mark[0]) for mark in NAME_MARKS})
Find = Callable[[str, str, int], Iterator[Span]]
CANARY = "hunter2Xy9"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"

GOES = {
    "environment": f"DB_PASSWORD={CANARY}",
    "quoted": f'DB_PASSWORD="{CANARY} and more"',
    "single quoted": f"secret='{CANARY}'",
    "yaml": f"  password: {CANARY}",
    "yaml block": f"token: |\n  {CANARY}\n  {CANARY}\nnext: 1\n",
    "toml": f'api_key = "{CANARY}"',
    "json": f'{{"clientSecret": "{CANARY}"}}',
    "json escaped": f'{{"password":"a\\"{CANARY}"}}',
    "camel case": f"accessToken={CANARY}",
    "dash": f"registry-token: {CANARY}",
    "aws key": f"aws_secret_access_key = {CANARY}",
    "option": f"/usr/bin/thing --password {CANARY} --verbose",
    "option equals": f"thing --db-password={CANARY}",
    "pgpassword": f"PGPASSWORD={CANARY} psql",
    "mysql": f"mysqldump -u root -p{CANARY} db",
    "redis": f"redis-cli -h x -a {CANARY} ping",
    "sshpass": f"sshpass -p {CANARY} ssh x",
    "curl user": f"curl -s -u admin:{CANARY} http://x/",
    "url": f"postgresql://momo:{CANARY}@127.0.0.1/momo",
    "url without user": f"redis://:{CANARY}@127.0.0.1",
    "conninfo": f"host=x user=y password={CANARY} dbname=z",
    "query": f"GET /x?a=1&token={CANARY}&b=2",
    "authorization": f"Authorization: Digest username=x, response={CANARY}",
    "bearer": f"using Bearer {CANARY}{CANARY}",
    "basic": "sent Basic aHVudGVyMlh5OQ==",
    "cookie": f"Cookie: a=b; session={CANARY}",
    "jwt": f"got {JWT}",
    "private key": f"-----BEGIN OPENSSH PRIVATE KEY-----\n{CANARY}\n-----END OPENSSH PRIVATE KEY-----\n",
    "private key cut off": f"-----BEGIN RSA PRIVATE KEY-----\n{CANARY}",
    "pgp": f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{CANARY}\n",
    "github": "remote: ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "gitlab": "glpat-0123456789abcdefghij",
    "slack": "xoxb-123456789012-abcdefghijkl",
    "aws id": "AKIAIOSFODNN7EXAMPLE",
    "telegram": "bot 123456789:AAF0123456789abcdefghijABCDEFGHIJ01",
    "shadow": "root:$y$j9T$abcdefghijklmnop$0123456789:19000:0:99999:7:::",
    "bcrypt": "admin:$2b$12$abcdefghijklmnopqrstuv",
    "scram": "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$c3RvcmVk:c2VydmVy",
    "docker inspect": f'"Env": ["POSTGRES_PASSWORD={CANARY}", "LANG=C"]',
    "log line": f"level=info msg=start db.password={CANARY} port=5432",
    "docker inspect, any name": f'"Env": ["LANG=C", "WHATEVER={CANARY}"], "Cmd": null',
    "unit": f"[Service]\nEnvironment=WHATEVER={CANARY} B=2\nUser=x\n",
    "kubernetes": f'{{"name": "DB_PASSWORD",\n "value": "{CANARY}"}}',
    "json in json": f'{{"message":"{{\\"user\\":\\"x\\",\\"password\\":\\"a\\\\\\"{CANARY}\\"}}"}}',
    "token for a user": f"https://{CANARY}@git.example/x.git",
    "signed url": f"GET https://store.example/x?X-Amz-Signature={CANARY}&X-Amz-Date=1",
    "key in a query": f"https://maps.example/api?key={CANARY}",
    "slack webhook": f"https://hooks.slack.com/services/T0/B0/{CANARY}",
    "discord": f"https://discord.com/api/webhooks/1/{CANARY}",
    "netrc": f"machine git.example login ops password {CANARY}",
    "sql": f"STATEMENT:  ALTER ROLE momo WITH PASSWORD '{CANARY}'",
    "mysql grant": f"GRANT ALL ON x.* TO y IDENTIFIED BY '{CANARY}'",
    "xml": f"<db:adminPassword>{CANARY}</db:adminPassword>",
    "form": f'<input type="hidden" name="csrf_token" value="{CANARY}">',
    "laravel": f"APP_KEY=base64:{CANARY}",
    "kubeconfig": f"    client-key-data: {CANARY}",
    "session": f'{{"session_id": "{CANARY}"}}',
}
PARTS = (CANARY, JWT, "aHVudGVyMlh5OQ", "ghp_0", "glpat-0", "xoxb-", "IOSFODNN", "AAF0", "abcdefghijklmnop", "c3RvcmVk")

STAYS = (
    "MOMO_GDRIVE_TOKEN_STAT 100000:100000:600",
    "token file missing",
    "password_encryption = scram-sha-256",
    "password_encryption | scram-sha-256",
    "TOKEN_FILE_PRESENT=1",
    "token: missing",
    '{"token": null, "tokens": 5, "has_password": true}',
    "secret: /run/secrets/db",
    "PWD=/root",
    "--token-file /etc/x --password-file=/etc/y",
    "Access denied for user (using password: YES)",
    "sudo: a password is required",
    "Permission denied (publickey,password).",
    "FATAL:  password authentication failed for user momo",
    "basic authentication is off, bearer authentication is on",
    'Bearer realm="https://registry.example/token",service="registry"',
    "passwd.service loaded active",
    "ssh://git@git.example:22/x.git",
    "http://127.0.0.1:5000/v2/",
    "compass: north, bypass=1",
    '{"imagePullSecrets":[{"name":"registry"}]}',
    '{"secretName": "tls", "key": "ca.crt"}',
    "kube-root-ca.crt   kubernetes.io/service-account-token   3",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    "d41d8cd98f00b204e9800998ecf8427e  file",
    "ps -p 1 -o pid; find -perm 600; tail -n 5 -u",
    "EnvironmentFile=/etc/default/x\nEnvironment=\n",
    '{"Env": null, "Environment": "production", "session": "active", "signature": "none"}',
    '{"name": "LANG", "value": "C"}',
    "client-key: /etc/kubernetes/pki/client.key",
    "https://git.example/x?key&page=2",
    "<p>The password is not shown.</p>",
)


@pytest.mark.parametrize("text", GOES.values(), ids=GOES)
def test_secret_goes(text: str) -> None:
    """No part of the secret is left, whatever shape it stands in."""
    redacted = redact_text(text)
    assert not [part for part in PARTS if part in redacted], redacted
    assert "[redacted]" in redacted


@pytest.mark.parametrize("text", STAYS)
def test_evidence_stays(text: str) -> None:
    """What only speaks of secrets is left as it is."""
    assert redact_text(text) == text


@pytest.mark.parametrize("text", GOES.values(), ids=GOES)
def test_redacting_again_changes_nothing(text: str) -> None:
    """Redacted text is redacted."""
    once = redact_text(text)
    assert redact_text(once) == once


def test_what_stands_beside_a_secret_stays() -> None:
    """Names, neighbours and lines after it are evidence."""
    text = f"user=momo password={CANARY} port=5432\nnext line"
    assert redact_text(text) == "user=momo password=[redacted] port=5432\nnext line"


def test_json_stays_json() -> None:
    """A body with secrets in it decodes to the same shape."""
    body = {"token": CANARY, "pin_token": 123456, "password": None, "nested": {"api_key": 'a"b', "n": 1}, "ok": True}
    seen = msgspec.json.decode(redact_text(msgspec.json.encode(body).decode()))
    gone = "[redacted]"
    assert seen == {"token": gone, "pin_token": gone, "password": None, "nested": {"api_key": gone, "n": 1}, "ok": True}


def test_every_part_of_a_reply_is_redacted() -> None:
    """Output, errors, headers, bodies, banners and details go through it; times stay."""
    line = f"password={CANARY}"
    replies = (
        CommandReply(stdout=line, stderr=line, at=5.0),
        HttpReply(status=200, headers=(("set-cookie", CANARY), ("x-note", line)), body=line, at=5.0),
        TcpReply(banner=line, at=5.0),
        Gap(cause=Cause.UNREADABLE, detail=line, at=5.0),
    )
    for reply in replies:
        seen = redact(reply)
        assert CANARY not in repr(seen)
        assert seen.at == 5.0


@pytest.mark.parametrize(
    "name", ["set-cookie", "authorization", "x-vault-token", "x-csrf-token", "x-gitlab-session", "x-hub-signature-256"]
)
def test_header_that_names_a_secret_loses_its_value(name: str) -> None:
    """By whatever name a server has for it; whether there is one still stands."""
    reply = HttpReply(status=200, headers=((name, CANARY), (name, "false"), ("server", "nginx")))
    seen = redact(reply)
    assert isinstance(seen, HttpReply)
    assert seen.headers == ((name, "[redacted]"), (name, "false"), ("server", "nginx"))


TABLE = f"""\
# m h dom mon dow command
PATH=/usr/bin:/bin
MAILTO=ops@example.org
WHATEVER = "{CANARY}"
'OTHER'={CANARY}
# OLD={CANARY}
/etc/cron.d/a:3:HEALTH={CANARY}
*/5 * * * * A=1 /usr/local/bin/check --level=2
"""


def test_settings_of_a_crontab_go_whatever_their_names() -> None:
    """Jobs find secrets in them; cron's own and the entries are evidence."""
    request = RunCommand(argv=("any",), redact=Redact.SETTINGS)
    seen = redact(CommandReply(stdout=TABLE), request)
    assert isinstance(seen, CommandReply)
    assert seen.stdout.splitlines()[:3] == TABLE.splitlines()[:3]
    assert seen.stdout.splitlines()[3:] == [
        "WHATEVER = [redacted]",
        "'OTHER'=[redacted]",
        "# OLD=[redacted]",
        "/etc/cron.d/a:3:HEALTH=[redacted]",
        "*/5 * * * * A=1 /usr/local/bin/check --level=2",
    ]
    assert redact(seen, request) == seen


def test_comment_of_a_key_goes() -> None:
    """It may say anything; the fingerprint is evidence."""
    key = f"192.0.2.9 ED25519 SHA256:{'a' * 43}"
    request = RunCommand(argv=("any",), redact=Redact.KEY_COMMENT)
    seen = redact(CommandReply(stdout=f"# Host found\n{key} {CANARY} and\n{key}\n"), request)
    assert isinstance(seen, CommandReply)
    assert seen.stdout == f"# Host found\n{key} [redacted]\n{key}\n"
    assert redact(seen, request) == seen


def test_entry_that_only_shows_that_there_is_a_journal_loses_its_text() -> None:
    """When it was logged, where and by whom stays; entries that are looked for by a pattern stay whole."""
    text = f"2026-01-02T03:04:05+0000 a app[7]: said {CANARY}\n   and {CANARY}\n"
    request = RunCommand(argv=("any",), redact=Redact.LOG_MESSAGE)
    seen = redact(CommandReply(stdout=text), request)
    assert isinstance(seen, CommandReply)
    assert seen.stdout == "2026-01-02T03:04:05+0000 a app[7]: [redacted]\n"
    assert redact(seen, request) == seen
    looked_for = RunCommand(argv=("journalctl", "-b", "--grep=x"))
    assert redact(CommandReply(stdout=text), looked_for) == CommandReply(stdout=text)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_of_a_log_only_the_lines_asked_for_are_kept(stream: str) -> None:
    """Whole, whatever their case, also a last one without an end; nothing is left of the others."""
    reply = msgspec.structs.replace(
        CommandReply(stdout=""), **{stream: "Job 1 done\nsigned in as hunter2\n\njob 2 DONE"}
    )
    request = RunCommand(argv=("docker", "logs", "--since", "60s", "--", "web"), keep=r"job \d done")
    seen = redact(reply, request)
    assert isinstance(seen, CommandReply)
    assert getattr(seen, stream) == f"Job 1 done\n{REDACTED}\n{REDACTED}\njob 2 DONE"
    assert redact(seen, request) == seen


def test_settings_elsewhere_are_evidence() -> None:
    """Other files are known for secrets by their names alone."""
    reply = CommandReply(stdout="NAME=Debian\n")
    for request in (None, RunCommand(argv=("cat", "/etc/os-release")), RunCommand(argv=("uname",))):
        assert redact(reply, request) == reply


def test_certificate_and_challenge_stay() -> None:
    """A certificate is public, and so is what a server asks for."""
    certificate = TlsReply(verified=True, subject="CN=token")
    challenge = HttpReply(status=401, headers=(("www-authenticate", 'Bearer realm="https://r/token"'),))
    assert (redact(certificate), redact(challenge)) == (certificate, challenge)


LOOSE = (
    "password",
    "token",
    "=",
    ":",
    '"',
    "'",
    "{",
    "}",
    "[",
    "]",
    "://",
    "@",
    "eyJ",
    ".",
    "$6$",
    "|",
    "0",
    "\\",
    "é",
    "-p",
)
LOOSELY = st.sampled_from(
    [
        *LOOSE,
        "--secret ",
        "[redacted]",
        "x" * 30,
        " ",
        "\n",
        "\0",
        "bearer ",
        "Authorization: ",
        "-----BEGIN RSA PRIVATE KEY-----",
    ]
)


GOLDEN = Path(__file__).parents[2] / "golden"
MARKS = (
    *("AKIA" + "A1" * 8, "AIza" + "x" * 35, "ghp_" + "x1" * 12, "sk_live_" + "x1" * 9, "md5" + "a1" * 16, "SG."),
    *("12345678:AA" + "x" * 30, "npm_" + "x" * 30, "?sig=abc", "&x-amz-signature=abc", "signing_key=", "sessionid: "),
    *(
        "curl -u a:b",
        "redis-cli -a b",
        "mysql -p b",
        "https://abcdefgh@",
        "hooks.slack.com/services/T1",
        "\nEnvironment=a",
    ),
)


@given(st.lists(LOOSELY, max_size=30).map("".join) | st.text())
def test_any_text_can_be_redacted(text: str) -> None:
    """Nothing raises, and twice is once."""
    once = redact_text(text)
    assert redact_text(once) == once


FORMS = (*LINES, *TOKENS, *ADDRESSES, *WEBHOOKS, *WORDS, *OPTIONS, *QUERIES)


def redact_everywhere(text: str) -> str:
    """Return what comes out where every form is tried at every place, whatever mark stands there."""
    for _ in range(ROUNDS):
        finders = list_possible(text, fold(text))
        spans = [span for find in finders for span in find_everywhere(find, text, fold(text))]
        if not spans:
            break
        text = replace_spans(text, spans)
    return text


def list_possible(text: str, folded: str) -> list[Find]:
    """Return all that may find anything: of most texts an expression says quickly that it matches nowhere."""
    found: list[Find] = [
        partial(find_form, form)
        for form in FORMS
        if compile_once(form.expression).search(text if form.exact else folded) is not None
    ]
    if '"env"' in folded:
        found.append(find_environment)
    if any(compile_once(name).search(folded) for name in NAMES):
        found.append(find_named)
    return found


def find_everywhere(find: Find, text: str, folded: str) -> Iterator[Span]:
    """Yield what is found anywhere, and none within another."""
    at = 0
    while at < len(text):
        spans = list(find(text, folded, at))
        yield from spans
        at = max(at + 1, *(span.end for span in spans), 0)


FORMED = st.sampled_from([*secret_forms.list_forms("Quince7Xy9"), *secret_forms.list_stays()])


@given(
    st.lists(LOOSELY | st.sampled_from(MARKS) | FORMED, max_size=8).map("".join),
    st.sampled_from((str, str.upper, str.title)),
)
def test_looking_only_where_a_mark_stands_misses_none(text: str, case: Callable[[str], str]) -> None:
    """What is left alone for having no mark of a secret is what the expressions would leave alone."""
    assert redact_text(case(text)) == redact_everywhere(case(text))


@pytest.mark.parametrize("kind", sorted(path.name for path in GOLDEN.iterdir() if path.is_dir()))
@pytest.mark.no_cover
def test_looking_only_where_a_mark_stands_misses_none_of_what_hosts_say(kind: str) -> None:
    """As above, of all that tools were seen to print."""
    for path in sorted((GOLDEN / kind).glob("*.yaml")):
        for exchange in read_case(path).exchanges:
            for part in ("stdout", "body"):
                text = getattr(exchange.reply, part, "")[:2000]
                assert redact_text(text) == redact_everywhere(text)


@pytest.mark.parametrize("text", ["pa\N{LATIN SMALL LETTER LONG S}sword: hunter22", "client\N{KELVIN SIGN}ey=hunter22"])
def test_letters_that_only_look_like_others_are_taken_for_them(text: str) -> None:
    """A pattern that minds no case takes them for s and k, so looking first must as well."""
    assert "hunter22" not in redact_text(text)


def test_dotless_i_is_taken_for_an_i() -> None:
    """As above: `re` takes it for one, folding does not."""
    assert "hunter22" not in redact_text("credent\N{LATIN SMALL LETTER DOTLESS I}al: hunter22")


HARD = (
    "a_",
    "password",
    "token=",
    '"token":',
    "://a:",
    "-----BEGIN RSA PRIVATE KEY-----",
    "eyJ",
    "curl -u ",
    "x",
    "token \t",
    '"Env":["a",',
    '"Env":["',
    '\\"token\\":\\"',
    'name="token" value="',
    '"name":"token","value":',
    "?key=",
    "https://",
    "<token>",
    "login a password ",
    "\nEnvironment=",
    "app_",
)


@pytest.mark.parametrize("unit", HARD)
@pytest.mark.no_cover
def test_large_text_costs_no_more_than_its_size(unit: str) -> None:
    """Text made to be hard takes a few seconds at most, where a bad pattern would take hours."""
    text = "token " + unit * (100_000 // len(unit))
    started = time.process_time()
    redact_text(text)
    assert time.process_time() - started < 5


def test_of_a_source_only_what_is_looked_for_is_kept() -> None:
    """A file that a forge shows may hold anything; the answer holds the matches, a line each, and no more."""
    request = HttpRequest(url="http://127.0.0.1/raw/config.py", keep=r"V[0-9]+\.[0-9]+")
    body = 'API = "canary-1"  # since V9.1\nSYSTEM_VERSION = "V10.701"\nother = canary-2\n'
    kept = redact(HttpReply(status=200, body=body), request)
    assert isinstance(kept, HttpReply)
    assert kept.body == "V9.1\nV10.701\n"
