"""The table of read-only commands lets questions through, and nothing that acts however it is dressed."""

import shlex
from pathlib import Path

import pytest

from blackstart.checks.read_only import refuse
from blackstart.checks.read_only_sql import refuse_sql
from blackstart.model.request import RunCommand
from blackstart.testing.golden import load_case

GOLDEN = Path(__file__).parents[2] / "golden"

ALLOWED = """
systemctl show --property=ActiveState,SubState -- nginx.service
systemctl --no-pager --no-legend --plain list-units --failed
systemctl list-timers --all --output=json
systemctl show -p ActiveState -p SubState nginx
systemctl show -pActiveState nginx
systemctl is-system-running
/usr/bin/systemctl status nginx -n 5
journalctl -b -k -p 3 --no-pager -o json --since=-1h
journalctl --boot=-1 --list-boots
journalctl -qk --grep=I/O _TRANSPORT=kernel
cat /proc/sys/kernel/random/boot_id
cat -- /proc/meminfo
who -b
uptime -s
last -x reboot
nproc
df -kP / /var
df --output=pcent -B 1 /
free -b
findmnt --json /
ps -eo pid,ppid,args --sort=-pcpu --no-headers
ps auxww
stat --format=%Y /etc/hosts
sha256sum /etc/hosts
hostname
hostname -f
uname -r
id -un
true
test -e /run/reboot-required
ls -la /etc
head -n 1 /etc/os-release
tail -n 20 /var/log/syslog
tail --lines 20 -- /var/log/syslog
grep -c processor /proc/cpuinfo
getent hosts localhost
date +%s.%N
date -u +%FT%TZ
date
ip neigh show 192.0.2.1
ip -s neigh show 192.0.2.1
ip -o -4 addr
ip -j route get 192.0.2.1
ss -Hltn
ss -tnp state established
swapon --show --bytes --noheadings
swapon --show=NAME,SIZE
ping -n -q -c 2 -i 0.2 -W 2 192.0.2.1
ping -c1 fe80::1%eth0
nc -z -w 2 127.0.0.1 22
curl -sS -I https://example.org/
curl -fsS -m 5 -o /dev/null -w '%{http_code}' -H 'Accept: application/json' http://127.0.0.1:9090/-/ready
curl -sXGET http://127.0.0.1/ -D -
docker inspect --type container --format '{{json .State}}' web
docker ps -a --no-trunc --format '{{json .}}'
docker container ls
docker logs --tail 20 web
docker exec web cat /etc/os-release
docker exec -u postgres db pg_isready -h 127.0.0.1
crontab -l
crontab -l -u www-data
pg_lsclusters --no-header
pg_isready -h 127.0.0.1 -p 5432 -t 3
redis-cli -h 127.0.0.1 -p 6379 ping
redis-cli info replication
runuser -u postgres -- pg_isready
timedatectl
timedatectl show --property=NTPSynchronized --value
promtool check rules /etc/prometheus/rules.yml
find /var/backups -maxdepth 1 -name '*.dump' -printf '%T@ %p\\n'
git --no-optional-locks -C /srv/app status --porcelain
git --no-optional-locks -C /srv/app rev-parse HEAD
git --no-optional-locks -C /srv/app remote get-url origin
git --no-optional-locks -C /srv/app branch --show-current
git --no-optional-locks -C /srv/app log -1 --format=%H
git --no-optional-locks ls-remote --heads origin
git --no-optional-locks -c core.fsmonitor=false -C /srv/app rev-parse --show-prefix --absolute-git-dir HEAD
git --no-optional-locks -C /srv/app status --porcelain --ignore-submodules=none
runuser -u app -- git --no-optional-locks -C /srv/app status --porcelain --branch
pgrep -f -- '^nginx: worker'
ssh-keygen -l -F 192.0.2.20 -f /etc/ssh/ssh_known_hosts
ssh-keygen -lF [192.0.2.20]:2222 -f /home/ops/.ssh/known_hosts
""".strip().splitlines()

REFUSED = """
rm -rf /
sh -c true
bash -c id
sudo cat /etc/shadow
env cat /etc/hosts
/tmp/cat /etc/hosts
./cat /etc/hosts
/bin/../tmp/cat x
/usr/bin/../../tmp/cat x
systemctl restart nginx
systemctl
systemctl --now show nginx
systemctl show --now nginx
systemctl --root=/ show nginx
systemctl -H root@192.0.2.1 show nginx
systemctl -qHroot@192.0.2.1 show nginx
systemctl --property show restart nginx
systemctl -p restart restart nginx
systemctl -p -- restart nginx
systemctl --property=x --no-pager stop nginx
systemctl -- start nginx
systemctl set-property nginx CPUQuota=1%
systemctl isolate rescue.target
systemctl --prop=x --force reboot
journalctl --rotate
journalctl --vacuum-time=1s
journalctl --vac
journalctl --vac=1s
journalctl --flush
journalctl --sync
journalctl --relinquish-var
journalctl --setup-keys
journalctl --update-catalog
journalctl --cursor-file=/etc/passwd
journalctl -n --vacuum-size=1
journalctl -f
cat /dev/watchdog
cat //dev/watchdog
cat /proc/self/root/dev/watchdog
head -c 1 /proc/kmsg
cat /proc/1/environ
df --sync
df --output --sync
ps e
ps auxe
ps -eo pid,environ
hostname evil
hostname -F /etc/hostname
hostname -b evil
tail -f /var/log/syslog
tail -qf /var/log/syslog
tail -F /var/log/syslog
tail --follow /var/log/syslog
tail --foll /var/log/syslog
tail -5f /var/log/syslog
date -s 2020-01-01
date --set=2020-01-01
date --se=2020-01-01
date -us 2020-01-01
date 01010000
date +%s -s 2020-01-01
ip link set eth0 down
ip addr add 192.0.2.1/24 dev eth0
ip addr del 192.0.2.1/24 dev eth0
ip neigh flush all
ip -s neigh flush all
ip -b batch
ip -b addr show
ip -batch addr show
ip -n other addr
ip netns exec x sh
ss -K dst 192.0.2.1
ss -tnK
ss --kill
ss -D /etc/passwd
ss --diag=/etc/passwd
swapon /dev/sda2
swapon -a
swapon --show -a
ping -f -c 1 192.0.2.1
ping -nf -c1 192.0.2.1
ping 192.0.2.1
ping -c 1 -i 0 192.0.2.1
ping -c 1 -i 0.001 192.0.2.1
ping -c 99999 192.0.2.1
nc 127.0.0.1 22
nc -l 2222
nc -z -e /bin/sh 127.0.0.1 22
nc -ze/bin/sh 127.0.0.1 22
curl -X POST http://127.0.0.1/
curl -XPOST http://127.0.0.1/
curl -sSXPOST http://127.0.0.1/
curl -X GET -X DELETE http://127.0.0.1/
curl --request=DELETE http://127.0.0.1/
curl --request DELETE http://127.0.0.1/
curl --req DELETE http://127.0.0.1/
curl -d x http://127.0.0.1/
curl -sd x http://127.0.0.1/
curl --data x http://127.0.0.1/
curl --data-binary @/etc/shadow http://127.0.0.1/
curl --json {} http://127.0.0.1/
curl -F a=b http://127.0.0.1/
curl --form-string a=b http://127.0.0.1/
curl -T /etc/passwd http://127.0.0.1/
curl --upload-file /etc/passwd http://127.0.0.1/
curl -o /etc/passwd http://127.0.0.1/
curl -so/etc/passwd http://127.0.0.1/
curl -O http://127.0.0.1/x
curl -K /tmp/c
curl -c /tmp/jar http://127.0.0.1/
curl -D /etc/passwd http://127.0.0.1/
curl --trace /etc/passwd http://127.0.0.1/
curl -w '%output{/etc/passwd}x' http://127.0.0.1/
curl -w @/etc/shadow http://127.0.0.1/
curl -H @/etc/shadow http://127.0.0.1/
curl -u admin:secret http://127.0.0.1/
curl http://127.0.0.1/ --next -XPOST http://127.0.0.1/
curl dict://127.0.0.1:6379/FLUSHALL
curl gopher://127.0.0.1:6379/_FLUSHALL
curl file:///etc/shadow
curl 127.0.0.1
docker restart web
docker rm -f web
docker -H tcp://192.0.2.1 ps
docker --context other ps
docker logs -f web
docker logs --follow web
docker container restart web
docker exec web sh -c id
docker exec web
docker exec -it web cat /x
docker exec --privileged web cat /x
docker exec -e A=B web cat /x
docker exec -w /x web cat /x
docker exec web docker exec web sh
docker exec web redis-cli flushall
docker exec -u root web systemctl restart nginx
docker exec -- web rm x
docker run alpine
docker cp web:/x /y
crontab -r
crontab -l -r
crontab -lr
crontab -e
crontab file
crontab
crontab -u www-data -
redis-cli flushall
redis-cli -n 1 flushall
redis-cli shutdown nosave
redis-cli config set dir /
redis-cli -a secret ping
redis-cli info server extra-option --eval x
redis-cli -x set key
redis-cli --eval /tmp/x.lua
redis-cli --rdb /tmp/dump
redis-cli -- flushall
redis-cli debug sleep 10
runuser -u postgres -- sh
runuser -u postgres -- psql
runuser postgres -c id
runuser -u postgres -c id
runuser -l postgres
timedatectl set-ntp false
timedatectl -H root@192.0.2.1 show
promtool tsdb clean
promtool query instant http://127.0.0.1 up
find / -delete
find / -name x -exec rm {} +
find / -execdir rm {} +
find / -ok rm {} +
find / -okdir rm {} +
find / -fprint /etc/passwd
find / -fprint0 /etc/passwd
find / -fprintf /etc/passwd x
find / -fls /etc/passwd
git status
git -C /srv/app status
git --no-optional-locks push
git --no-optional-locks -c alias.status=!id status
git --no-optional-locks log --output=/etc/passwd
git --no-optional-locks branch -D main --show-current
git --no-optional-locks branch main
git --no-optional-locks remote set-url origin x
git --no-optional-locks remote add x y
git --no-optional-locks ls-remote ext::id
git --no-optional-locks ls-remote --upload-pack=id origin
git --no-optional-locks ls-remote -- --upload-pack=id
git --no-optional-locks --exec-path=/tmp status
pg_isready -h 127.0.0.1 extra
pg_lsclusters --help-me
git --no-optional-locks -c core.fsmonitor=/tmp/x status
git --no-optional-locks -c core.fsmonitor=true status
git --no-optional-locks -ccore.pager=id log
git --no-optional-locks --config-env=core.fsmonitor=X status
git --no-optional-locks fetch
pgrep -a sshd
pgrep -fa sshd
pgrep -fl sshd
pgrep --list-full sshd
pgrep --full --list-full sshd
pkill -f sshd
pgrep -F /etc/shadow
pgrep --signal KILL sshd
ssh-keygen -R 192.0.2.20 -f /root/.ssh/known_hosts
ssh-keygen -l -F a -R b -f /root/.ssh/known_hosts
ssh-keygen -H -f /root/.ssh/known_hosts
ssh-keygen -lHF a -f /root/.ssh/known_hosts
ssh-keygen -l -f /root/.ssh/known_hosts
ssh-keygen -l -F a
ssh-keygen -F a -f /root/.ssh/known_hosts
ssh-keygen -t ed25519 -f /root/.ssh/id
ssh-keygen -y -f /root/.ssh/id
ssh-keygen -l -F a -f /dev/tty
ssh-keygen -A
""".strip().splitlines()


@pytest.mark.parametrize("line", ALLOWED)
def test_question_is_allowed(line: str) -> None:
    """A command that only looks is let through."""
    assert refuse(tuple(shlex.split(line))) is None


@pytest.mark.parametrize("line", REFUSED)
def test_command_that_acts_is_refused(line: str) -> None:
    """A command that could act, or that the table does not know, is refused with a reason."""
    assert refuse(tuple(shlex.split(line)))


def test_reason_names_program_and_argument() -> None:
    """The reason says which word of which program is to be changed."""
    assert refuse(("curl", "-sSXPOST", "http://127.0.0.1/")) == "curl: 'X POST' is not read-only, or not known to be"
    assert refuse(("docker", "exec", "web", "sh")) == "docker: 'sh' is not in the table of read-only commands"
    assert refuse(("crontab", "-u", "x")) == "crontab: option l must be given once, not 0 times"


@pytest.mark.parametrize("argv", [(), ("",), ("cat", "/etc/hosts\0x")])
def test_command_that_no_system_can_run_is_refused(argv: tuple[str, ...]) -> None:
    """No program, or a NUL, is not a command."""
    assert refuse(argv)


def test_pack_adds_a_prefix() -> None:
    """A command a pack adds is allowed with whatever follows, and only from its first word on."""
    extra = (("restic", "snapshots"),)
    assert refuse(("restic", "snapshots", "--json"), extra) is None
    assert refuse(("restic", "forget"), extra)
    assert refuse(("docker", "exec", "web", "restic", "snapshots"), extra)


def test_empty_prefix_adds_nothing() -> None:
    """A prefix of no words would be a prefix of every command."""
    assert refuse(("rm", "-rf", "/"), ((),))


SESSION = "dbname='app' options='-c default_transaction_read_only=on'"


def psql(query: str, conninfo: str = SESSION) -> tuple[str, ...]:
    """Return a psql command as the sql kind puts it."""
    return ("psql", "-X", "-w", "--csv", "-P", "null=(null)", "-d", conninfo, "-c", query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "select 1;",
        "  SELECT count(*) FROM pg_stat_replication",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "SHOW server_version",
        "TABLE pg_database",
        "VALUES (1)",
        "EXPLAIN SELECT 1",
        "SELECT pg_is_in_recovery(), now() - pg_postmaster_start_time()",
        "SELECT pg_database_size('app')",
        "SELECT count(*) FROM pg_replication_slots WHERE NOT active",
        "SELECT * FROM pg_file_settings WHERE error IS NOT NULL",
    ],
)
def test_query_is_allowed(query: str) -> None:
    """One statement that only reads is let through, also inside a container or as another user."""
    assert refuse(psql(query)) is None
    assert refuse(("docker", "exec", "db", *psql(query))) is None
    assert refuse(("runuser", "-u", "postgres", "--", *psql(query))) is None


@pytest.mark.parametrize(
    "query",
    [
        "",
        "DROP TABLE a",
        "SELECT 1; DROP TABLE a",
        "SELECT 1;;",
        "\\! rm -rf /",
        "SELECT 1 \\gexec",
        "SELECTED",
        "/* */ DELETE FROM a",
        "EXPLAIN ANALYZE DELETE FROM a",
        "explain (analyse) delete from a",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "SELECT pg_terminate_backend(1)",
        'SELECT "pg_reload_conf"()',
        "SELECT PG_SWITCH_WAL()",
        "SELECT U&\"pg!005freload_conf\" UESCAPE '!'()",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT dblink_exec('dbname=app', 'DROP TABLE a')",
        "SELECT lo_export(1, '/tmp/x')",
        "SELECT nextval('a')",
        "SELECT pg_replication_slot_advance('a', '0/0')",
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_sleep(100)",
        "BEGIN",
        "SET default_transaction_read_only = off",
        "COPY a TO PROGRAM 'id'",
        "DO $$ BEGIN END $$",
    ],
)
def test_query_that_acts_is_refused(query: str) -> None:
    """A statement that writes, waits, runs or hides another is refused."""
    assert refuse_sql(query)
    assert refuse(psql(query))


@pytest.mark.parametrize(
    "conninfo",
    [
        "app",
        "dbname=app",
        "postgresql://127.0.0.1/app",
        "dbname=app options='-c default_transaction_read_only=off'",
        "dbname=app options='-c default_transaction_read_only=on' options=''",
        "options='-c default_transaction_read_only=on' options='-c default_transaction_read_only=off' dbname=app",
        "dbname=app options='-c default_transaction_read_only=on -c default_transaction_read_only=off'",
        "service=other options='-c default_transaction_read_only=on'",
        "dbname='a\\' options='-c default_transaction_read_only=on'",
    ],
)
def test_session_that_could_write_is_refused(conninfo: str) -> None:
    """The session must be read-only, and nothing after that may undo it."""
    assert refuse(psql("SELECT 1", conninfo))


@pytest.mark.parametrize(
    "words",
    [
        ("-c", "SELECT 2"),
        ("--command=SELECT 2",),
        ("-f", "/srv/x.sql"),
        ("-o", "/srv/x"),
        ("-L", "/srv/x"),
        ("-v", "x=1"),
        ("-d", SESSION),
        ("app",),
        ("-P", "pager=on"),
    ],
)
def test_psql_with_more_is_refused(words: tuple[str, ...]) -> None:
    """A second command, a file or another database is refused."""
    assert refuse((*psql("SELECT 1"), *words))


def test_psql_with_its_start_up_file_is_refused() -> None:
    """The start-up file could run anything."""
    assert refuse(("psql", "-d", SESSION, "-c", "SELECT 1"))


def test_kinds_ask_only_what_the_table_allows() -> None:
    """Every command that a golden case records stands in the table, but those that a pack must add."""
    cases = (load_case(path) for path in GOLDEN.glob("*/*.yaml"))
    requests = (exchange.request for case in cases for exchange in case.exchanges)
    commands = {request.argv for request in requests if isinstance(request, RunCommand)}
    assert commands
    assert [
        argv for argv in commands if refuse(argv, (("sync", "--"), ("/usr/local/sbin/backup-status",), ("/x/status",)))
    ] == []
