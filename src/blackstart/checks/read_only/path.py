"""Which files of a host may be read: none that reading takes from, and none where secrets are kept."""

import re
from functools import cache
from posixpath import normpath

PROCESS = r"(?:self|thread-self|\d+)/(?:task/\d+/)?"
PROC = (
    r"cpuinfo|meminfo|loadavg|uptime|mounts|stat|vmstat|diskstats|partitions|mdstat|swaps|version|filesystems|modules"
    r"|interrupts|softirqs|buddyinfo|zoneinfo|slabinfo|devices|cmdline|crypto|cgroups|misc|locks|pressure/\w+"
    r"|net/[\w/]+|spl/kstat/[\w./-]+|sys/(?!.*(?:key|secret))[\w./-]+"
    rf"|{PROCESS}(?:cgroup|comm|limits|loginuid|mounts|mountinfo|mountstats|oom_adj|oom_score|oom_score_adj|sched"
    r"|schedstat|sessionid|stat|statm|status|wchan|net/[\w/]+)"
)
"""What may be read of /proc (proc(5)): no memory, message pipe, environment or command line, and no way round."""
TAKES = (
    # a device gives what it holds away, or is never at its end
    r"(?:^|/)dev(?:/|$)",
    rf"/proc(?:$|/(?!(?:{PROC})$))",
    # a pipe of the kernel's own is emptied by reading (tracefs, debugfs)
    r"/sys/kernel/(?:debug|tracing|security)(?:/|$)",
)
KEY_FOLDERS = (
    r"\.aws|\.azure|\.gnupg|\.password-store|\.kube|gcloud|(?:ssl|tls|pki|samba)/private|secrets?|credentials?|credstore(?:\.encrypted)?"
    r"|system-connections|cryptsetup-keys\.d|wireguard|wpa_supplicant|(?:luks[_-]?)?keys|\.cloudflared|\.vnc|\.restic|\.borg(?:matic)?|tailscale|gitlab-runner|openvpn/client"
)
NAMES = r"secrets?|passwords?|passphrases?|passwd\.client|sasl_passwd|pass|pw|tokens?|credentials?"
KEPT = (
    r".*/g?shadow-?",
    r"/etc/(?:sudoers|sudoers\.d/.*|security/opasswd|environment|ipsec\.secrets|ppp/[^/]*-secrets)",
    r".*/\.ssh/(?!(?:known_hosts|authorized_keys|config)[^/]*$|[^/]*\.pub$).*",
    r".*/(?:id_(?:rsa|dsa|ecdsa|ed25519|xmss)(?:_sk)?|ssh_host_\w+_key|privkey\d*\.pem|(?:[^/]*[._-])?key\.pem|authkey)",
    r".*\.(?:key|p12|pfx|jks|keystore|keytab|kdbx|ppk|pass|passphrase|ovpn|env)",
    r".*/(?:\.pgpass|\.env\.[^/]*|users\.acl)",
    r".*/(?:pgpass\.conf|\.my\.cnf|\.mylogin\.cnf|debian\.cnf|\.netrc|_netrc|\.git-credentials|\.dockercfg)",
    r".*/(?:\.npmrc|\.pypirc|\.vault-token|\.smbcredentials|\.s3cfg|\.boto|\.?htpasswd|rclone\.conf)",
    r".*/\.docker/config\.json",
    r".*/\.[\w.-]*(?:history|viminfo)",
    rf".*/(?:[^/]*[._-])?(?:{NAMES})(?:[._-](?:json|ya?ml|txt|conf|ini|toml|tdb|map|lmdb|db|bin|file))?",
    r".*/auth\.(?:txt|conf)",
    r".*/(?:[^/]*[._-])?key-?file(?:\.[^/]*)?",
    r".*\.keyring",
    r"/etc/nut/ups(?:d\.users|mon\.conf)",
    r".*/(?:\.?msmtprc|\.?fetchmailrc|\.?muttrc|hostapd\.(?:conf|psk)|grafana\.ini|gitea/(?:conf/)?app\.ini)",
    r".*/\.config/(?:gh/hosts\.yml|hub|rclone/.*|restic/.*)",
    r"/sys/firmware/efi/efivars/.*",
    rf".*/(?:{KEY_FOLDERS})/.*",
    r"/etc/kubernetes/(?:pki/.*|[^/]*\.conf)",
    r"/etc/rancher/.*\.ya?ml",
    r"/etc/pve/priv/.*",
    r"/var/lib/rancher/\w+/server/(?:cred|tls|[\w-]*token)(?:/.*)?",
    r"/var/lib/kubelet/(?:pki|pods)/.*",
    r"/var/lib/docker/(?:swarm/.*|containers/.*/config\.v2\.json)",
)
"""Where systems keep passwords, keys and tokens by custom: a file there is for its owner, not for a report."""


COPY = re.compile(
    r"(?:~|[.-](?:bak|back|backup|old|orig|save[d]?|copy|swp|tmp|new|rej|dpkg-(?:old|new|dist)|ucf-(?:old|dist)|rpm(?:save|new|orig)"
    r"|\d{1,8}|\d{4}-\d{2}-\d{2}))+\Z"
)
"""What the name of a copy ends with: a copy of a secret is one."""


@cache
def compile_any(*expressions: str) -> re.Pattern[str]:
    """Compile what matches where one of them does."""
    return re.compile("|".join(f"(?:{expression})" for expression in expressions), re.DOTALL)


def spell(word: str) -> str | None:
    """Return the path from the root, in one spelling and small letters; None where `..` could lead over a link."""
    if ".." in word.split("/"):
        return None
    return "/" + normpath(word.lower()).lstrip("/")


def is_steady(word: str) -> bool:
    """Tell whether reading the file takes nothing from it and comes to an end, as far as its place tells."""
    path = spell(word)
    return path is not None and compile_any(*TAKES).search(path) is None


def is_open(word: str) -> bool:
    """Tell whether what the file holds may be shown: its place is none of secrets, and reading takes nothing."""
    path = spell(word)
    if path is None or not is_steady(word):
        return False
    kept = compile_any(*KEPT)
    return kept.fullmatch(path) is None and kept.fullmatch(COPY.sub("", path)) is None
