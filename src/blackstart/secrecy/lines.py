"""Secrets in headers, files and statements that have a shape of their own."""

from blackstart.secrecy.form import Form
from blackstart.secrecy.values import STATE

HEADER_END = r"[^\n\"'\\]+"
SAID = rf"(?!{STATE}|\{{|\[redacted\])"
GIVEN = rf"\\{{0,3}}+[\"']?+\s?+[:=]\s{{0,4}}+[\[(]?+\\{{0,3}}+[\"']?+{SAID}({HEADER_END})"
INDENTED = r"[ \t]+(\S[^\n]*(?:\n[ \t]+\S[^\n]*)*)"
ITEM = r"- (?![\w.-]{1,80}:(?:\s|$))[^\n]+"
LIST = rf"[ \t]*(?:\[[ \t]*([^\[\]\n\"']+)\]|\n[ \t]*({ITEM}(?:\n[ \t]*{ITEM})*))"
"""A list of YAML, in one line or below; items that are mappings say more than secrets."""
LINES = (
    Form(
        marks=("authorization", "cookie"),
        expression=rf"(?:(?<![a-z])|(?<=-h))(?:authorization|cookie){GIVEN}",
    ),
    Form(marks=("set-cookie",), expression=rf"set-cookie{GIVEN}"),
    Form(
        marks=("bearer", "basic ", "apikey "),
        expression=r"\b(?:bearer[ :=]|basic |apikey )\s?((?=[\w.~+/-]{0,40}[\d=]|[\w.~+/-]{20})[\w.~+/-]{8,}=*)",
    ),
    Form(marks=("environment=",), expression=r"(?<![a-z])environment=([^\n]+)"),
    Form(marks=("login ", "login\t"), expression=r"\blogin\s{1,8}\S{1,128}\s{1,8}password\s{1,8}(\S+)"),
    Form(
        marks=("identified ",),
        expression=r"identified (?:with \S{1,64} )?(?:by|as)(?: password)? ['\"]([^'\"\n]{1,512})",
    ),
    Form(marks=("password ", "secret "), expression=r"(?:password|secret) [0-9] ([^\s]+)"),
    Form(marks=("password ", "passwd "), expression=r"with (?:encrypted )?passw(?:ord|d) ['\"]([^'\"\n]+)", reach=40),
    Form(
        marks=("requirepass", "masterauth", "primaryauth"),
        expression=r"(?:requirepass|masterauth|primaryauth)\s{1,8}[\"']?([^\s\"']+)",
    ),
    Form(
        marks=("rocommunity", "rwcommunity", "com2sec", "trapcommunity", "authcommunity"),
        expression=r"(?:(?:ro|rw|trap)community6?|authcommunity [\w,]+|com2sec6?(?: -cn \S+)?\s+\S+\s+\S+)\s+([^\s]+)",
    ),
    Form(
        marks=("createuser ",),
        expression=r"createuser\s+(?:-e \S+ )?\S+ (?:md5|sha\S*) ([^\s]+)(?: (?:des|aes\S*) ([^\s]+))?",
    ),
    Form(marks=("setuser ", "user default"), expression=r"(?:setuser \S+|user default)[^\n]{0,80}? >(\S+)"),
    # of Redis, as its own protocol has it
    Form(
        marks=("auth ",), expression=r"\bAUTH (?:\S{1,64} )?((?=\S*\d)[^\s\"']{6,})(?=[ \t\r\"']*(?:\n|\Z))", exact=True
    ),
    # as in upsmon.conf(5)
    Form(
        marks=("monitor ",),
        expression=r"monitor\s+\S+@\S+\s+\d+\s+\S+\s+[\"']?([^\s\"']+)[\"']?\s+(?:primary|secondary|master|slave)",
    ),
    # sasl_passwd of Postfix
    Form(
        marks=("]:",),
        expression=r"(?m:^)\[[\w.-]{1,100}\]:\d{2,5}[ \t]{1,8}[^\s:]{1,128}:([^\s]+)(?=\s|$)",
        reach=256,
    ),
    Form(
        marks=("tokens", "passwords", "passphrases", "keys", "codes"),
        expression=(
            r"(?:tokens|passwords|passphrases|(?<=api[_-])keys|(?<=access[_-])keys|(?<=recovery[_-])codes|(?<=backup[_-])codes)"
            rf"[\"']?\s?:{LIST}"
        ),
    ),
    Form(marks=("stringdata:",), expression=rf"stringdata:[ \t]*\n{INDENTED}"),
    Form(
        marks=("kind: secret",),
        expression=rf"kind: secret[ \t]*\n(?:[^\n]*\n){{0,20}}?(?:string)?data:[ \t]*\n{INDENTED}",
    ),
    Form(
        marks=("password ",),
        expression=r"(?<=,)password ([^\s]+)|(?<= )password (?=\S*\d)(?=\S*[a-z])([\w!-/:-@]{6,})(?=\s*$)",
    ),
)
