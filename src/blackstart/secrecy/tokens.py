"""Secrets that are known by themselves: tokens with their maker's mark, keys in armour, hashes of passwords."""

from blackstart.secrecy.form import Form

ARMOUR = r"[^\"'<>{}-]++|-(?!----(?:begin|end) )"
"""The inside of a key in armour; as a text of JSON it ends with the quotes."""
TOKENS = (
    Form(
        marks=("-----begin ",),
        expression=rf"-----begin (?:[a-z0-9]+ ){{0,4}}private key(?: block)?-----((?:{ARMOUR})*+)",
    ),
    Form(marks=("private-lines:",), expression=r"private-lines: \d+\s{1,3}((?:[a-z0-9+/=]+\s{0,3})++)"),
    Form(marks=("private-mac:",), expression=r"private-mac: ([0-9a-f]{40,})"),
    Form(marks=("eyj",), expression=r"\b(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)", exact=True),
    Form(marks=("akia", "asia"), expression=r"\b(A[KS]IA[0-9A-Z]{16})\b", exact=True),
    Form(marks=("aiza",), expression=r"\b(AIza[\w-]{35})", exact=True),
    Form(marks=("ya29.",), expression=r"\b(ya29\.[\w-]{16,})", exact=True),
    Form(marks=("gocspx-",), expression=r"\b(GOCSPX-[\w-]{16,})", exact=True),
    Form(marks=("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), expression=r"\b(gh[pousr]_\w{20,})"),
    Form(marks=("github_pat_",), expression=r"\b(github_pat_\w{20,})"),
    Form(
        marks=("glpat-", "glrt-", "gldt-", "glptt-", "glsa_", "glc_"),
        expression=r"\b((?:glpat|glrt|gldt|glptt|glsa|glc)[-_][\w.=+/-]{16,})",
    ),
    Form(marks=("xox", "xapp-"), expression=r"\b((?:xox[abeoprs]|xapp)-[\w-]{10,})"),
    Form(marks=("hvs.", "hvb.", "hvr."), expression=r"\b(hv[sbr]\.[\w-]{20,})"),
    Form(marks=("npm_",), expression=r"\b(npm_\w{30,})"),
    Form(marks=("pypi-",), expression=r"\b(pypi-[\w-]{30,})"),
    Form(marks=("hf_",), expression=r"\b(hf_\w{30,})"),
    Form(
        marks=("dop_v1_", "doo_v1_", "dckr_pat_", "dp.pt."),
        expression=r"\b((?:do[op]_v1_|dckr_pat_|dp\.pt\.)[\w-]{20,})",
    ),
    Form(marks=("k_live_", "k_test_"), expression=r"((?<=s)k_(?:live|test)_\w{16,}|(?<=r)k_live_\w{16,})"),
    Form(marks=("whsec_",), expression=r"\b(whsec_[\w+/=-]{16,})"),
    Form(marks=("sk-",), expression=r"\b(sk-[\w-]{20,})"),
    Form(marks=("sg.",), expression=r"\b(sg\.[\w-]{16,}\.[\w-]{16,})"),
    Form(marks=("shpat_", "shpss_", "shpca_"), expression=r"\b(shp(?:at|ss|ca)_[0-9a-f]{32})"),
    Form(marks=("tskey-",), expression=r"\b(tskey-[\w-]{10,})"),
    Form(marks=("swmtkn-",), expression=r"\b(swmtkn-\d-[\w-]{10,})"),
    # of k3s: a digest of its authority, and who joins with which password
    Form(marks=("k10",), expression=r"\bk10[0-9a-f]{64}::(?:\w{1,64}:)?([\w.-]{8,})"),
    Form(marks=("figd_", "cfut_", "pmak-", "nvapi-"), expression=r"\b((?:figd_|cfut_|pmak-|nvapi-)[\w-]{16,})"),
    Form(marks=("key-",), expression=r"\b(key-[0-9a-f]{32})\b"),
    Form(marks=("eaa",), expression=r"\b(EAA[A-Z][0-9A-Za-z]{60,})", exact=True),
    Form(marks=("age-secret-key-",), expression=r"(age-secret-key-1[0-9a-z]{40,})"),
    Form(marks=("lin_api_", "secret_", "ntn_"), expression=r"\b((?:lin_api|ntn)_\w{30,}|secret_[a-z0-9]{40,})"),
    Form(marks=(":aa",), expression=r"(?:(?<=\d{8})|(?<=\d{9})|(?<=\d{10})):(AA[\w-]{30,})", exact=True),
    Form(
        marks=("$1$", "$2", "$5$", "$6$", "$7$", "$y$", "$gy$", "$apr1$", "$argon2", "$scrypt$", "$pbkdf2", "$sha"),
        expression=r"(\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2\w{1,3}|scrypt|pbkdf2[\w-]{0,16}|sha\d{1,3})\$[^\s:\"'<>]{8,})",
    ),
    Form(
        marks=("pbkdf2_sha", "scram-sha-256$", "{sha", "{ssha", "{crypt}", "{md5}", "{smd5}"),
        expression=r"(pbkdf2_sha\d{1,3}\$[^\s:\"']{8,}|scram-sha-256\$[^\s\"']{8,}|\{(?:s?sha\d{0,3}|crypt|s?md5)\}[^\s:\"']{8,})",
    ),
    Form(marks=("md5",), expression=r"\b(md5[0-9a-f]{32})\b"),
)
"""An expression with capitals in it is `exact`."""
