"""What secrets are called: the one vocabulary of redaction, of packs and of owners' responses.

Every expression here is matched in text that `fold` has folded, so it knows small letters only, and begins with one of
its marks, a word that is quickly searched for. What else makes it a name stands in a lookbehind.
"""

KEYS = (
    *("api", "access", "private", "auth", "session", "encryption", "signing", "master", "account", "client", "app"),
    *(
        "recovery",
        "shared",
        "secret",
        "license",
        "licence",
        "storage",
        "service",
        "deploy",
        "unseal",
        "root",
        "consumer",
    ),
    *("webhook", "hmac", "jwt", "subscription", "product", "activation", "ingest", "admin", "wep", "unlock", "cipher"),
    *("fernet", "cookie", "integration", "routing", "join", "gossip", "application", "backup", "bot", "security"),
    *(
        "authentication",
        "authorization",
        "decryption",
        "crypt",
        "luks",
        "vault",
        "aes",
        "transit",
        "bearer",
        "symmetric",
    ),
)
"""What makes a key a secret. Public, host, foreign and primary keys are none."""
CODES = (
    *("recovery", "backup", "time", "otp", "mfa", "2fa", "auth", "access", "activation", "unlock", "verification"),
    *("security", "pairing", "scratch", "authorization", "restore", "rescue", "login", "sms"),
)
PHRASES = ("seed", "recovery", "secret", "backup", "mnemonic", "key", "wallet")
WORDS_OF_PASS = (
    *("store", "key", "root", "db", "my", "auth", "smtp", "user", "bind", "ftp", "sudo", "become", "priv", "mail"),
    *("admin", "login", "sql", "pg", "http", "proxy", "vnc", "wifi", "ssh", "enc", "redis", "require", "cert", "app"),
)
"""Before `pass` without a sign between; a bypass and a compass are none."""
COUNTED = ("test", "tests", "check", "checks", "total", "first", "second", "last", "smoke", "gate", "num", "health")
"""Before `_pass`: counts of what passed."""
WORDS_OF_PW = ("bind", "root", "user", "admin", "db", "ldap", "ftp", "smtp", "mail", "login", "auth", "key", "store")


def after(words: tuple[str, ...]) -> str:
    """Return lookbehinds for one of the words, with one sign between or none (a lookbehind has one width)."""
    return "(?:" + "|".join(f"(?<={word})|(?<={word}[_ .-])" for word in words) + ")"


WORD = r"pass(?:[ _-]?(?:words?|phrases?|codes?)|wd|wort|ordin?)"
SUFFIX = r"(?:[_-]?(?:key|value|hash|data|base(?:64)?|b64|enc|plain|text|string)|[_-]?\d{1,2}(?!\d))*"
STRONG = {
    "pass": rf"{WORD}|{after(WORDS_OF_PASS)}pass",
    "token": r"(?<!unexpected )token",
    "credential": r"credentials?",
    "pwd": "pwd",
    "psk": "psk",
    "auth": r"(?<=rediscli_)auth",
    "mnemonic": "mnemonic",
    "kennwort": "kennwort",
    "contrase": r"(?<![a-z])contrase(?:\u00f1|n)a",
    "answer": rf"{after(('security', 'secret'))}answer",
    "mot de passe": "mot de passe",
    "motdepasse": "motdepasse",
    "senha": "(?<![a-z])senha",
    "haslo": "(?<![a-z])haslo",
    "has\u0142o": "(?<![a-z])has\u0142o",
    "wachtwoord": "wachtwoord",
    "heslo": "(?<![a-z])heslo",
    "l\u00f6senord": "l\u00f6senord",
    "salasana": "salasana",
    "parola": "(?<![a-z])parola",
    "secret": r"secret(?:[_-]?id)?",
    "key": rf"(?<=secret_)key|{after(KEYS)}keys?(?:[_-]?id| \d{{1,2}})?",
    "pw": rf"(?:(?<![a-z])|{after(WORDS_OF_PW)})pw",
    "phrase": rf"{after(PHRASES)}phrase",
    "community": rf"{after(('snmp', 'read', 'write', 'trap'))}community",
}
"""By their marks: what is given to one of these names is a secret, but for words that say whether there is one."""
GENTLE = {
    "auth": r"(?<![a-z])auth",
    "cookie": "cookie",
    "csrf": "csrf",
    "xsrf": "xsrf",
    "otp": r"(?<![a-z])otp",
    "totp": r"(?<![a-z])totp",
    "jwt": r"(?<![a-z])jwt",
    "sess": r"session(?:[_-]?id)?|sessid",
    "sid": r"(?<![a-z])sid",
    "code": rf"{after(CODES)}codes?",
}
"""As above, if it is no word and no small number."""
BARE = {"pass": r"(?<![a-z])(?<!by-)pass"}
PIN = {"pin": r"(?<![a-z])pin(?:[_-]?code)?"}
SORTS = {"strong": STRONG, "gentle": GENTLE, "pin": PIN, "bare": BARE}
NAME_MARKS = tuple(dict.fromkeys(mark for sort in SORTS.values() for mark in sort))
CHINESE = (
    "密碼|密码|口令|通行碼|通行码|通關密語|金鑰|金钥|密鑰|密钥|私鑰|私钥|權杖|权杖|令牌|助記詞|助记词|恢復碼|恢复码"
    "|復原碼|備用碼|备用码|備份碼|备份码|驗證碼|验证码|授權碼|授权码|憑證碼|パスワード|비밀번호|暗証番号"
    "|пароль"
)
"""What secrets are called in Chinese, Japanese, Korean and Russian."""
HEADER = (
    r"(?:set-)?cookie|(?:proxy-)?authorization|.*(?:token|secret|pass(?:word|wd|phrase|code)|credential|csrf|xsrf|session"
    r"|signature|assertion|(?:api|access|private|auth|master|account|client|app|license|encryption|signing|subscription"
    r"|functions?)[_-]?key|pwd|psk).*"
)
"""Names of HTTP headers whose values are secrets."""
STATES = (
    *("null", "nil", "none", "true", "false", "yes", "no", "on", "off", "n/a", "missing", "absent", "present", "set"),
    *("unset", "empty", "ok", "passed?", "fail(?:ed|ure)?", "errors?", "skip(?:ped)?", "warn(?:ing)?", "changed"),
    *("expire[sd]?", "expiring", "never", "required", "optional", "invalid", "valid", "rejected", "accepted", "denied"),
    *("incorrect", "wrong", "unknown", "disabled", "enabled", "locked", "unlocked", "rotated", "redacted", "hidden"),
    *("masked", "not", "is", "was", "has", "must", "cannot", "could", "unchanged", "undefined", "default", "exists?"),
    *("found", "expected", "unexpected", "mismatch", "stdin", "prompt", "refused", "unavailable", "active", "inactive"),
    *("files", "compat", "sss", "systemd", "nis", "winbind", "ldap", "created", "updated", "deleted", "revoked"),
    *("available", "configured", "unused", "blocked", "held", "green", "degraded", "from", "for", "in", "by"),
    *("stored", "verified", "unverified", "password", "signature", "escrowed", "removed", "needed", "protected"),
    *(
        "(?:已|未|沒有|没有)[\u4e00-\u9fff]{0,8}",
        "存在",
        "有效",
        "無效?",
        "无效?",
        "缺少?",
        "缺失",
        "正常",
        "過期",
        "过期",
        "遺失",
    ),
    *("失效", "空", "是", "否", "完整", "正確", "正确", "錯誤", "错误", "不[\u4e00-\u9fff]{1,8}"),
)
"""Words that say whether there is a secret, and how it fares; none is one."""
