"""Secrets in headers, files and statements that have a shape of their own."""

from blackstart.secrecy.form import Form
from blackstart.secrecy.values import STATE

HEADER_END = r"[^\n\"'\\]+"
SAID = rf"(?!{STATE}|\{{|\[redacted\])"
GIVEN = rf"\\{{0,3}}+[\"']?+\s?+[:=]\s{{0,4}}+[\[(]?+\\{{0,3}}+[\"']?+{SAID}({HEADER_END})"
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
    Form(
        marks=("password ",),
        expression=r"(?<=,)password ([^\s]+)|(?<= )password (?=\S*\d)(?=\S*[a-z])([\w!-/:-@]{6,})(?=\s*$)",
    ),
)
