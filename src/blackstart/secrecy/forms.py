r"""What secrets look like.

A name alone is none: `MOMO_TOKEN_STAT 100000:600`, `token file missing` and
`password_encryption = scram-sha-256` are evidence. What is taken out is the value that a
secret's name is given (`name=value`, `name: value`, `--name value`), and what is a secret by
its own form. No pattern looks further back or ahead than a bounded way, so that a large
answer costs time in proportion to its size.
"""

import re

from blackstart.secrecy.marks import REDACTED

NAME = (
    r"(?:pass(?:word|wd|phrase|code)|secret|token|api[_-]?key|access[_-]?key(?:[_-]?id)?|credentials?|session[_-]?id"
    r"|(?:private|auth|session|encryption|signing|master|account|client|app)[_-]?key"
    r"|(?<![A-Za-z])(?:pass|pwd|psk))(?:[_-]?(?:key|value|hash|data))?"
)
"""A secret's name, or the end of it: `DB_PASSWORD`, `clientSecret`, `registry_token`."""
PLAIN = r"""(?!\[redacted\]|[\[{|>/]|(?:null|true|false|none|missing|yes|no)\b)[^\s,;&"'<>]+"""
"""A bare value. A path says where a secret is, and the words say whether there is one."""
QUOTED = r""""(?:[^"\\\n]|\\.){0,4096}"|'[^'\n]{0,4096}'"""

MARKED = (
    re.compile(
        r"(-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----)(?!\[redacted\])"
        r"(?:(?!-----(?:BEGIN|END) )[\s\S])+"
    ),
    re.compile(r"(://[^/\s:@]{0,64}:)(?!\[redacted\])[^/\s@]{1,512}(?=@)"),
    re.compile(r"(https?://)(?!\[redacted\])[^/\s:@?#\"'<>]{8,512}(?=@)"),
    re.compile(
        r"([?&](?:key|sig|signature|x-\w{1,12}-(?:signature|credential))=)(?!\[redacted\])[^&\s\"'<>]+", re.IGNORECASE
    ),
    re.compile(
        r"((?:hooks\.slack\.com/(?:services|workflows)|discord(?:app)?\.com/api/webhooks)/)(?!\[redacted\])[\w/-]+"
    ),
    re.compile(r"((?:^|\n)[ \t]{0,8}+Environment=)(?!\[redacted\])[^\n]+"),
    re.compile(r"(\blogin\s{1,8}+\S{1,128}\s{1,8}+password\s{1,8}+)(?!\[redacted\])\S+"),
    re.compile(r"(\b(?:PASSWORD|IDENTIFIED BY)\s{1,8}+)'(?!\[redacted\])[^'\n]{1,512}'", re.IGNORECASE),
    re.compile(rf"(<[\w.:-]{{0,64}}{NAME}>)(?!\[redacted\])[^<>\n]{{1,512}}(?=</)", re.IGNORECASE),
    re.compile(
        rf"(\bname=[\"'][^\"'\n]{{0,64}}{NAME}[\"'][^<>\n]{{0,80}}(?:value|content)=[\"'])(?!\[redacted\])[^\"'\n]{{1,512}}",
        re.IGNORECASE,
    ),
    re.compile(
        r"((?:^|[\s\"'])(?:set-cookie|cookie|(?:proxy-)?authorization)\s?:[ \t]{0,8}+)(?!\[redacted\])[^\n\"']+",
        re.IGNORECASE,
    ),
    re.compile(r"(\b(?:bearer|basic)\s)(?=[\w.~+/-]{0,40}[\d=]|[\w.~+/-]{20})[\w.~+/-]{8,}=*", re.IGNORECASE),
    re.compile(rf"({NAME}[\"']?[ \t]{{0,8}}+:[ \t]{{0,8}}+[|>][+-]?\n)(?:[ \t]+\S[^\n]*\n?)+", re.IGNORECASE),
)
"""The first group stays, what follows it goes."""
NAMED = (
    re.compile(rf"(?<!\")((?:{NAME})[ \t]{{0,8}}+(?:=|:=|:|=>)[ \t]{{0,8}}+)(?:{QUOTED}|{PLAIN})", re.IGNORECASE),
    re.compile(rf"(--(?:[a-z]+-)?{NAME}[ =])(?:{QUOTED}|(?!\[redacted\])\S+)", re.IGNORECASE),
    re.compile(r"(\b(?:sshpass|redis-cli|mysql\w*|mariadb\w*)\s(?:[^\n|;]{0,200}\s)?-[ap] ?)(?![\[\s-])\S+"),
    re.compile(r"(\bcurl\s(?:[^\n|;]{0,400}\s)?(?:-u|--user)[ =]?[^\s:]{1,64}:)(?!\[redacted\])\S+"),
    re.compile(r"(\b(?:PGPASSWORD|SSHPASS|REDISCLI_AUTH|MYSQL_PWD)=)(?!\[redacted\])\S+"),
)
"""Names with their values, on command lines and in files."""
JSON = (
    (
        re.compile(
            rf'("[^"\n]{{0,64}}{NAME}"[ \t]{{0,8}}+:[ \t\n]{{0,80}}+)'
            rf'(?!"\[redacted\]")(?:"(?:[^"\\\n]|\\.){{1,65536}}"|-?[0-9][0-9.eE+-]{{0,40}})',
            re.IGNORECASE,
        ),
        rf'\g<1>"{REDACTED}"',
    ),
    (
        # an object of a name and its value, as Kubernetes writes environments (core/v1, EnvVar)
        re.compile(
            rf'("name"\s{{0,8}}+:\s{{0,8}}+"[^"\n]{{0,64}}{NAME}"\s{{0,80}}+,\s{{0,80}}+"value"\s{{0,8}}+:\s{{0,8}}+)'
            r'(?!"\[redacted\]")"(?:[^"\\\n]|\\.){1,65536}"',
            re.IGNORECASE,
        ),
        rf'\g<1>"{REDACTED}"',
    ),
    (
        # JSON within a JSON text, as in a log line or an annotation
        re.compile(
            rf'(\\"[^"\\\n]{{0,64}}{NAME}\\"[ \t]{{0,8}}+:[ \t]{{0,8}}+)'
            r'(?!\\"\[redacted\]\\")\\"(?:[^"\\\n]|\\\\(?:\\["\\]|[^"\\\n])){1,4096}\\"',
            re.IGNORECASE,
        ),
        rf'\g<1>\\"{REDACTED}\\"',
    ),
    (
        # the environment that `docker inspect` tells: any of it may be a secret, whatever its name
        re.compile(r'("Env"\s{0,8}+:\s{0,8}+)\[(?:[^\]\["]|"(?:[^"\\\n]|\\.){0,4096}"){1,4096}\]'),
        rf'\g<1>["{REDACTED}"]',
    ),
)
"""Members of JSON objects, and what they become; what replaces a value is JSON again."""
WHOLE = tuple(
    re.compile(form)
    for form in (
        r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*",
        r"\bA[KS]IA[0-9A-Z]{16}\b",
        r"\bAIza[\w-]{35}",
        r"\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|hvs\.[\w-]{20,})",
        r"\b(?:npm_\w{30,}|pypi-[\w-]{30,}|hf_\w{30,}|dop_v1_\w{40,}|[sr]k_live_\w{16,}|sk-[\w-]{20,})",
        r"\bSG\.[\w-]{16,}\.[\w-]{16,}",
        r"\bAGE-SECRET-KEY-1[0-9A-Z]{40,}",
        r"\b\d{8,10}:AA[\w-]{30,}",
        r"\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2\w{1,3}|scrypt)\$[^\s:\"']{8,}",
        r"\bSCRAM-SHA-256\$[^\s\"']{8,}",
        r"\bmd5[0-9a-f]{32}\b",
    )
)
"""What is a secret by its form: tokens with their maker's mark, and hashes of passwords."""

HEADER = re.compile(
    rf"(?:set-)?cookie|(?:proxy-)?authorization|.*(?:{NAME}|csrf|xsrf|session|signature|assertion).*", re.IGNORECASE
)
"""Names of HTTP headers whose values are secrets."""
SAID = re.compile(r"(?:null|true|false|none|missing|yes|no)?", re.IGNORECASE)
"""What tells whether there is a secret."""


def replace_secrets(text: str) -> str:
    """Return the text with every secret replaced, found by one pattern after the other. JSON stays JSON."""
    for pattern in (*MARKED, *NAMED):
        text = pattern.sub(rf"\g<1>{REDACTED}", text)
    for pattern, replacement in JSON:
        text = pattern.sub(replacement, text)
    for pattern in WHOLE:
        text = pattern.sub(REDACTED, text)
    return text
