"""Where a secret may stand, found at a small price: most answers hold nothing like one."""

import re

REDACTED = "[redacted]"
"""What stands in a secret's place."""

WORDS = (
    *("-----begin", "eyj", "github_pat_", "glpat-", "xox", "hvs.", "npm_", "pypi-", "hf_", "dop_v1_", "k_live_", "sk-"),
    *("sg.", "age-secret", "scram-sha-256$", ":aa", "bearer ", "basic ", "hooks.slack", "/webhooks/"),
    *("pass", "pwd", "psk", "secret", "token", "credential", "cookie", "authorization"),
    *("environment=", '"env"', "identified by"),
)
"""What stands, in one case, wherever there may be a secret: searched for in a tenth of a pattern's time."""
FORMS = re.compile(
    r"://[^/\s:@]{0,128}[:@]|\$\w{1,12}\$|-[aup]\s?\S|a[ks]ia[0-9a-z]{16}|aiza|gh[pousr]_|md5[0-9a-f]"
    r"|\?(?:key|sig|signature|x-\w+-signature|x-\w+-credential)=|&(?:key|sig|signature|x-\w+-signature|x-\w+-credential)="
    r"|api.?key|access.?key|private.?key|auth.?key|session[_-]?(?:key|id)|encryption[_-]?key|signing[_-]?key"
    r"|master[_-]?key|account[_-]?key|client[_-]?(?:key|id)|app[_-]?(?:key|id)"
)
"""As WORDS. Every branch begins with a letter, so that `re` need not try each of them everywhere."""
HEADER_WORDS = ("csrf", "xsrf", "session", "signature", "assertion")
"""What names a header's value a secret besides."""


def may_hold_secret(text: str) -> bool:
    """Tell whether the patterns of `secrets` may find anything."""
    folded = text.casefold().replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")  # the patterns take it for an i
    return any(word in folded for word in WORDS) or FORMS.search(folded) is not None


def may_name_secret(header: str) -> bool:
    """Tell whether a header of that name may hold a secret, whatever it looks like."""
    folded = header.casefold()
    return may_hold_secret(header) or any(word in folded for word in HEADER_WORDS)
