"""A pack that holds a secret is refused: it would stand in every run's bundle."""

from collections.abc import Callable

import pytest

from blackstart.model.fleet import Fleet

CANARY = "hunter2Xy9"
REFUSED = (
    (
        f"http: {{url: 'http://x/', headers: {{Authorization: Bearer {CANARY}}}}}",
        "'headers' holds the header Authorization",
    ),
    (f"http: {{url: 'http://x/', headers: {{cookie: s={CANARY}}}}}", "the header cookie"),
    (f"http: {{url: 'http://x/', headers: {{X-Api-Key: {CANARY}}}}}", "the header X-Api-Key"),
    (f"http: {{url: 'http://x/', headers: {{X-Vault-Token: {CANARY}}}}}", "the header X-Vault-Token"),
    (f"http: 'http://ops:{CANARY}@x/'", "'url' holds a user or password in a URL"),
    (f"http: 'https://{CANARY}@x/'", "a user or password in a URL"),
    (f"http: 'https://x/?a=1&access_token={CANARY}'", "a secret in a URL's query"),
    (f"prometheus_query: {{query: up, url: 'http://ops:{CANARY}@x:9090'}}", "a user or password in a URL"),
    (f"command: [curl, -s, -H, 'X-Api-Key: {CANARY}', 'http://x/']", "'argv' holds the header X-Api-Key"),
    (f"sql: {{query: SELECT 1 AS one, host: 'postgresql://momo:{CANARY}@db'}}", "a user or password in a URL"),
)
ALLOWED = (
    "http: {url: 'http://x/?page=2&key={host}', headers: {Accept: text/html, X-Scope-OrgID: app.example.org}}",
    "command: [curl, -s, -H, 'Accept: text/html', 'http://x/']",
    "command: [restic, --no-lock, --no-cache, -p, /p, -r, 'sftp://backup@nas.example:22//x', snapshots]",
    "log_signatures: {files: [/var/log/x], patterns: ['Authorization: refused']}",
)


@pytest.mark.parametrize(("check", "words"), REFUSED)
def test_secret_in_a_parameter_is_refused_and_not_repeated(
    complain_of_check: Callable[[str], list[str]], check: str, words: str
) -> None:
    """The message names the parameter and the mend."""
    (said,) = complain_of_check(f"id: c\non: a\n{check}")[:1]
    assert words in said
    assert "it would be recorded with every run" in said
    assert CANARY not in said


@pytest.mark.parametrize("check", ALLOWED)
def test_what_is_no_secret_is_taken(load: Callable[..., Fleet], check: str) -> None:
    """Pages, placeholders, plain headers and user names of SSH are none."""
    assert load(f"phase: P0\nchecks:\n  - id: c\n    on: a\n    {check}\n").checks
