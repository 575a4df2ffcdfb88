"""Secrets on the command lines of well-known tools, whose options do not name them.

The letters of options are told apart by their case, so these forms are `exact`: `mysql -P` is a port.
"""

from blackstart.secrecy.form import Form

UP_TO = r"(?:[^\n|;]{0,200}?[\s\"',])?"
"""What may stand between a tool and its option."""
OUT = r"\[redacted\]"
VALUE = rf"(?:[\"'](?!{OUT})([^\"'\n]+)[\"']|(?![-\s]|{OUT})([^\s\"'|;,]+))"
"""None that is taken out already: the next round then finds a further secret of the same command."""
USER = r"[\"']?(?!-|https?:)[^\s:\"']{1,64}:([^\s\"']+)"
"""A user and a password with a colon between."""


def takes(tools: str, options: str, value: str = VALUE, between: str = r"(?:[=\s]|[\"'],\s?)?") -> Form:
    """Return the form of tools (names divided by blanks) that are given a secret by one of the options."""
    names = tuple(tools.split())
    expression = rf"(?<![\w-])(?:{'|'.join(names)})[\w.-]{{0,16}}[\"']?[\s,]{UP_TO}(?:{options}){between}{value}"
    return Form(marks=names, expression=expression, exact=True)


def says(tools: str, words: str, value: str = VALUE) -> Form:
    """Return the form of tools that are given a secret behind words."""
    return takes(tools, words, value, r"[=\s]\s{0,8}")


OPTIONS = (
    takes(
        "sshpass mysql mariadb mongo xtrabackup innobackup rdesktop useradd usermod cqlsh rabbitmqadmin influx", "-p"
    ),
    takes("7z 7za 7zr rar unrar", "-h?p"),
    takes("ssh-keygen ssh-add ssh-copy-id", "-[NP]"),
    takes("docker podman nerdctl buildah skopeo helm oras crane regctl az oc kubeadm", rf"login[\s\"',]{UP_TO}-p"),
    takes("redis-cli valkey-cli keydb-cli", "-a|--pass"),
    takes("ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami ldapcompare kadmin", "-w"),
    takes("ldappasswd slappasswd", "-[sawn]"),
    takes("plink pscp psftp puttygen cpw addprinc", "-pw"),
    takes("mosquitto_ ipmitool sqlcmd bcp tsql unzip zip zipcloak", "-P"),
    takes(
        "smbclient rpcclient winexe wmic smbget smbmap net nmblookup", "-U|--user", r"[\"']?[^\s%\"']{1,64}%([^\s\"']+)"
    ),
    takes("curl http https lftp etcdctl siege", "-u|--user|-a|--auth|--proxy-user|-[sSkLfvi]{1,6}u|-U", USER),
    takes("lftp", "-u", r"[\"']?[^\s,\"']{1,64},([^\s\"']+)"),
    takes("curl", "-b|--cookie|--oauth2-bearer"),
    takes("snmpget snmpwalk snmpbulkwalk snmpbulkget snmpset snmptrap snmptable check_snmp", "-[cAXC]"),
    takes("openssl", "-[kK]"),
    takes("skopeo buildah podman", "--(?:src-|dest-)?creds", USER),
    takes("mosquitto_passwd", r"-b \S++ \S++"),
    takes("swaks", "-ap"),
    Form(
        marks=("htpasswd",),
        expression=(
            r"htpasswd\s+(?:-\S+\s+(?:\d+\s+)?){0,3}?-\w*b\w*\s+(?:-\S+\s+(?:\d+\s+)?){0,3}"
            r"(?!\[redacted\])([^\n|;&\"]+)"
        ),
    ),
)
"""By an option: where no word begins with a hyphen, none of them can match."""
WORDS = (
    says("vault", "login|unseal|token (?:lookup|revoke|renew)", r"(?!-|\w+=)([^\s\"'|;]{8,})"),
    says("rclone", "obscure|reveal"),
    says("ngrok", "authtoken|add-authtoken"),
    says("cloudflared", "service install"),
    says("mc mcli", r"(?:alias|config host) (?:set|add) \S++ \S++ \S++"),
    says("rabbitmqctl", "(?:add_user|change_password|authenticate_user) \\S++"),
    says("redis-cli valkey-cli keydb-cli", r"(?:AUTH|auth)(?: \S+(?= \S))?"),
    says("b2", r"(?:authorize[-_]account|account authorize) \S++"),
    says("net", r"user \S++", r"(?![-/*\s])([^\s\"'|;]+)(?=[^\n|;]{0,80}/(?:add|domain))"),
    says("smbclient", r"[\"']?(?://|\\\\)\S++"),
    says("nmcli", r"\S{0,40}(?:password|psk)"),
    says("mysqladmin mariadb-admin", "password"),
    takes("xfreerdp wlfreerdp", "/p:"),
    takes("sqlplus expdp impdp rman", r"[^\s/@]{1,64}/", r"([^\s@/\"']+)(?=@)", ""),
    Form(marks=("wpa_passphrase ",), expression=r"wpa_passphrase\s+\S++\s+([^\s]+)"),
    Form(
        marks=("echo ", "printf "),
        expression=(
            r"(?:echo|printf)\s+(?:-\w+\s+|'?%s'?\s+)?[\"']?(?!\[redacted\])([^\n|]{1,200}?)[\"']?\s{0,8}\|\s{0,8}"
            r"(?:sudo (?:-\S+ ){0,4}(?:-\w*s|--stdin)\b|(?:sudo )?(?:chpasswd|passwd|smbpasswd|docker login"
            r"|podman login|helm registry|cryptsetup|gpg|kinit|vault|gh auth)\b)"
        ),
    ),
    Form(marks=("pass:",), expression=r"(?<=[\s=\"'])pass:([^\s\"'|;]+)"),
    Form(marks=("--from-literal",), expression=r"--from-literal[=\s][\"']?[\w.-]{1,128}=([^\s\"']+)"),
    Form(
        marks=("pulumi ", "flyctl ", "wrangler "),
        expression=r"\w+ (?:config set --secret|secrets? (?:set|put)) \S{1,80}?[=\s]([^\s\"']+)",
    ),
)
"""By what stands behind a word."""
