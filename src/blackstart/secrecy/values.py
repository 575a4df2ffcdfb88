"""Where a value ends that stands behind a secret's name, and whether it is a secret at all."""

import re
from functools import cache

from blackstart.secrecy.names import STATES

QUOTES = {
    '"': '"',
    "'": "'",
    "`": "`",
    "\N{LEFT DOUBLE QUOTATION MARK}": "\N{RIGHT DOUBLE QUOTATION MARK}",
    "\N{LEFT CORNER BRACKET}": "\N{RIGHT CORNER BRACKET}",
}
LONGEST_LINE = 4096
"""Signs of a line within which the end of a value is looked for; of a longer one its first word counts."""


@cache
def compile_once(expression: str) -> re.Pattern[str]:
    """Compile when first asked: most answers hold nothing like a secret."""
    return re.compile(expression)


STATE = rf"(?:{'|'.join(STATES)})(?=[.!?]?(?:[\s,;:)\]}}\"'<|&]|$))"
PLACE = (
    r"\[redacted\]|\*{3,}|x{4,}|<[^<>\n]{0,80}>|\$\{|\$\(|\{\{|\{[a-z_]\w{0,40}\}|\((?:sensitive|hidden|set|none)"
    r"|(?:env|file|vault|fd):|~/|\.{1,2}/"
    r"|/(?:etc|run|var|srv|opt|home|root|usr|tmp|mnt|data|dev|proc|config|certs?|keys?|secrets?|app)\b"
    r"|/[a-z][\w.-]{0,40}/[\w./-]{0,200}(?:[\s,;\"']|$)"
)
"""Where a secret is, or stood: a path, a variable, a mask."""
NUMBER = r"\d{1,6}(?:[/.,]\d{1,6})?%?(?=[\s,;)\]}\"'|&]|$)"
SMALL = r"\d{1,3}(?:\.\d{1,3})?(?=[\s,;)\]}\"'|&]|$)"
WORD_ALONE = (
    r"[a-z]{1,40}(?:[ _-][a-z]{1,40})*(?=[\s,;:.)\]}\"'|&]|$)"
    r"|(?:hmac|sha|md5|scram|aes|rsa|ed25519|oauth|tls|saml)[\w-]*"
)
PLAIN = r"(?:[^\s,;&\"'<>]++|[,;&](?![\s\"'<>]|[\w. -]{1,40}[=:]|$))++"
"""A bare value among others."""
JSON_NUMBER = r"-?\d[\d.eE+-]*+(?=[\s,}\]])"
QUERY = r"[^&\s\"'<>#]+"
OPTION = r"[^\s\"'`|;]+"
NEXT = r"\s(?=#|//|[\w.\[\]-]{1,40}\s?(?:=|:(?!//)))"
"""Where a value ends that may hold blanks: before a comment or another name."""


def is_none(folded: str, start: int) -> bool:
    """Tell whether what stands there says whether there is a secret, or where it is."""
    return compile_once(f"{STATE}|{PLACE}").match(folded, start) is not None


def find_quoted_end(text: str, start: int) -> int:
    """Return where the text in quotes ends whose first sign stands there, at the latest with its line."""
    quote = QUOTES[text[start - 1]]
    body = rf"(?:[^{quote}\\\n]++|\\.)*+" if quote == '"' else rf"[^{quote}\n]*+"
    return find_end(body, text, start)


def find_line_end(text: str, start: int, closing: str) -> int:
    """Return where a value ends that takes the rest of its line, or of the quotes that it stands in."""
    line = text.find("\n", start, start + LONGEST_LINE)
    end = line if line >= 0 else min(len(text), start + LONGEST_LINE)
    if line < 0 and end < len(text):
        return find_end(PLAIN, text, start)
    if closing and (quote := text.find(closing, start, end)) >= 0:
        end = quote
    found = compile_once(NEXT).search(text, start, end)
    end = end if found is None else found.start()
    return start + len(text[start:end].rstrip())


def find_end(expression: str, text: str, start: int) -> int:
    """Return where what the expression matches ends, or where it began."""
    found = compile_once(expression).match(text, start)
    return start if found is None else found.end()
