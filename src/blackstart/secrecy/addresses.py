"""Secrets in addresses: users and passwords, keys in a query, and paths of webhooks, which are keys themselves."""

from blackstart.secrecy.form import Form

SEGMENTS = r"([^\s\"'<>?#]+)"
OPAQUE = r"((?!\d\d-[a-z])(?:[\w-]{1,32}/)?(?:(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{10,}+|[a-z]{16,}+)(?![\w.-]))"
"""What no file and no route is called."""
KEY = r"(?!\d{1,3}(?!\w)|(?:true|false|none|null|yes|no|ok)\b|\{|\$\{|<)"
ADDRESSES = (
    Form(marks=("://",), expression=r"://[^/\s:@\"'<>?#]{0,64}:([^/\s\"'<>?#]{1,512})@"),
    Form(marks=("http://", "https://"), expression=r"https?://([^/\s:@?#\"'<>]{8,512})@"),
    # NATS takes a token in the place of a user
    Form(marks=("nats://",), expression=r"nats://((?=[^\s:@/]*\d)[^\s:@/]{8,512})@"),
    # user/password@//host of Oracle
    Form(marks=("@//",), expression=r"(?<![\w/:.-])[\w$#]{1,30}/([^\s/@\"']{1,64})@//", reach=100),
    Form(
        marks=("@tcp(", "@unix(", "@udp("),
        expression=r"(?:(?m:^)|[\s\"'=(])[\w.$-]{1,64}:([^\s\"']{1,128})@(?:tcp|unix|udp)\(",
        reach=210,
    ),
    Form(marks=("jdbc:oracle:",), expression=r"jdbc:oracle:[a-z]{2,5}:[^\s/@]{1,64}/([^\s@]{1,128})@"),
    Form(
        marks=(":543", "432:", ":*:"),
        # host:port:database:user:password (PostgreSQL, The Password File)
        expression=r"(?m:^)(?:#\s?)?[\w.*/-]{1,100}:(?:\d{4,5}|\*):[\w.*$-]{1,64}:[a-z*][\w.*@-]{0,63}:((?:\\.|[^\s:\\])+)(?=\s|$)",
        reach=350,
    ),
    Form(
        marks=("signature=", "credential="),
        expression=rf"(?:(?<=[?&])|(?<=x-(?:amz|oss|cos|bce)-)|(?<=x-goog-))(?:signature|credential)={KEY}([^&\s\"'<>#]+)",
    ),
)
QUERIES = (
    Form(
        marks=("auth=", "code=", "key=", "sig=", "sid=", "hash=", "hmac=", "ticket=", "access=", "otp=", "jwt="),
        expression=(
            rf"(?:(?<=[?&])|(?<=&amp;))(?:auth|code|key|sig|sid|hash|hmac|ticket|access|otp|jwt)={KEY}([^&\s\"'<>#]+)"
        ),
    ),
)
"""Behind a question mark or an ampersand."""
WEBHOOKS = (
    Form(marks=("hooks.slack.com/",), expression=r"hooks\.slack\.com/(?:services|workflows|triggers)/([\w/-]+)"),
    Form(marks=("/api/webhooks/",), expression=rf"/api/webhooks/{SEGMENTS}"),
    Form(marks=("webhook.office.com/",), expression=rf"webhook\.office\.com/{SEGMENTS}"),
    Form(marks=("/bot",), expression=r"/bot(\d{6,12}:[\w-]{8,})"),
    Form(marks=("hook/", "hooks/"), expression=rf"(?<=/)hooks?/{OPAQUE}"),
    Form(marks=("hook/", "hooks/", "webhooks/"), expression=rf"(?:(?<=web)|(?<=-)|(?<=/incoming))hooks?/{OPAQUE}"),
    Form(marks=("hooks.zapier.com/",), expression=rf"hooks\.zapier\.com/{SEGMENTS}"),
    Form(marks=(".make.com/", ".integromat.com/"), expression=r"\.(?:make|integromat)\.com/((?=[a-z]*\d)\w{16,})"),
    Form(
        marks=("hc-ping.com/", "healthchecks.io/", "cronitor.link/", "nosnch.in/", "ntfy.sh/"),
        expression=rf"(?:hc-ping\.com|healthchecks\.io|cronitor\.link|nosnch\.in|ntfy\.sh)/(?:ping/|p/)?(?!docs|api/v\d/checks|$){SEGMENTS}",
    ),
    Form(marks=("://ntfy",), expression=rf"://ntfy[\w.:-]{{0,80}}/(?!v\d/|docs|app\b|static){SEGMENTS}"),
    Form(
        marks=(
            "/ping/",
            "/push/",
            "heartbeat/",
            "/trigger/",
            "/notify/",
            "/integration/",
            "alertmanager/",
            "/with/key/",
        ),
        expression=rf"(?:/ping|/push|heartbeat|/trigger|/notify|/integration|alertmanager|/with/key)/{OPAQUE}",
    ),
)
"""What is opaque in a path that hooks have, and all of it where the host is known for hooks."""
