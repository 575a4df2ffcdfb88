"""The table of read-only commands lets questions through, and nothing that acts however it is dressed."""

import shlex
from pathlib import Path

import pytest
from golden_cases import read_case

from blackstart.checks.read_only.psql_session import FORM, LOGIN, PROOF, write_conninfo
from blackstart.checks.read_only.request import refuse
from blackstart.model.request import RunCommand

GOLDEN = Path(__file__).parents[2] / "golden"

ALLOWED = """
upsc rack ups.status
upsc rack@nas battery.charge
upsc rack@[2001:db8::1]:3493 input.voltage
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
docker ps -a --no-trunc --format '{{.Names}} {{.Status}}'
docker ps -q
docker ps --format 'table {{.Names}}\t{{ .State }}'
docker container ls -aq
docker images --format '{{.Repository}}:{{.Tag}}'
docker info --format '{{.ServerVersion}}'
docker version --format '{{.Server.Version}}'
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
git --no-optional-locks -C /srv/app rev-parse HEAD
git --no-optional-locks -C /srv/app remote get-url origin
git --no-optional-locks -C /srv/app branch --show-current
git --no-optional-locks --no-pager -C /srv/app rev-parse origin/main
git --no-optional-locks -C /srv/app config --list --name-only --show-scope
git --no-optional-locks -c core.fsmonitor=false -C /srv/app rev-parse --show-prefix --absolute-git-dir HEAD
runuser -u app -- git --no-optional-locks -C /srv/app rev-parse HEAD
pgrep -f -- '^nginx: worker'
ssh-keygen -l -F 192.0.2.20 -f /etc/ssh/ssh_known_hosts
ssh-keygen -lF [192.0.2.20]:2222 -f /home/ops/.ssh/known_hosts
systemctl show -p ExecMainStatus,ExecMainExitTimestamp,NRestarts -- nginx
systemctl show -P ActiveState nginx
cat /proc/102/cgroup
cat /proc/self/mountinfo
cat /proc/sys/vm/swappiness
cat /proc/pressure/memory
cat /sys/block/md0/md/degraded
cat /var/lib/private/app/state
cat /home/ops/.ssh/authorized_keys
cat /etc/ssl/certs/site.pem
cat /etc/passwd-
cat /etc/nut/ups.conf
cat /etc/prometheus/prometheus.yml.bak
cat /var/log/nginx/access.log.1
cat /var/log/auth.log
cat /etc/apt/keyrings/docker.asc
cat /srv/keys.txt
cat /srv/escrow/restic-key.present
cat /etc/restic/excludes
grep -m1 -E '^(onboot:|\\[)' /etc/pve/qemu-server/101.conf
grep -a -o -E -n -i -e /dev/sda -- /var/log/site/main.log
grep -5 x /var/log/syslog
head -5 /var/log/syslog
sha256sum /etc/shadow
stat -L -c %a /root/.ssh/id_ed25519
ls -l /proc/1/fd
getent passwd ops
getent ahosts example.org
ps -ww -eo pid=,ppid=PARENT,comm
ps -o pid,etimes -p 1
find / -xdev -name core
find -L /srv -maxdepth 2 -type f -mtime -7 -size +10k -perm -u+w ! -name x -newermt 2026-01-01 -print0
find /sys/class/net -maxdepth 1
last -x -n 10 --time-format iso reboot shutdown
who am i
curl -sS 'http://[::1]:9090/api?x=%5B1%5D'
curl -sS -H 'X-Forwarded-Proto: https' -H 'X-Empty;' http://127.0.0.1/
promtool check config --syntax-only /etc/prometheus/prometheus.yml
""".strip().splitlines()

REFUSED = """
upsc rack
upsc -l nas
upsc rack driver.parameter.password
upsc rack@nas;reboot ups.status
upsc -c rack ups.status
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
git --no-optional-locks -C /srv/app status --porcelain
git --no-optional-locks -c core.fsmonitor=false -C /srv/app status --porcelain --ignore-submodules=dirty
git --no-optional-locks -C /srv/app log -1 --format=%H
git --no-optional-locks -C /srv/app log -1 --format=%G?
git --no-optional-locks -C /srv/app log -1 --show-signature
git --no-optional-locks -C /srv/app diff
git --no-optional-locks -C /srv/app show HEAD
git --no-optional-locks -C /srv/app cat-file --textconv HEAD:x
git --no-optional-locks -C /srv/app ls-remote origin
git --no-optional-locks ls-remote https://example.org/x
git --no-optional-locks rev-parse HEAD
git --no-optional-locks -C srv/app rev-parse HEAD
git --no-optional-locks -C /srv/app rev-parse --verify 'HEAD^{commit}'
git --no-optional-locks -C /srv/app rev-parse HEAD~1
git --no-optional-locks -C /srv/app config --list
git --no-optional-locks -C /srv/app config --get remote.origin.url
git --no-optional-locks -C /srv/app config core.pager id
git --no-optional-locks -C /srv/app config --list --name-only -f /etc/shadow
git --no-optional-locks -C /srv/app submodule status
git --no-optional-locks -C /srv/app --git-dir=/tmp/x rev-parse HEAD
docker ps
docker ps -a --no-trunc
docker ps --format json
docker ps --format '{{json .}}'
docker ps --format '{{.}}'
docker ps --format '{{.Names}} {{.Command}}'
docker ps --format '{{.Labels}}'
docker ps --format '{{.Label "x"}}'
docker ps --format '{{json .Labels}}'
docker ps -q --format '{{.Command}}'
docker ps --format 'table {{.Names}}\t{{.Labels}}'
docker ps --format ''
docker container ls
docker images --format '{{json .}}'
docker info
docker info --format '{{json .}}'
docker info --format '{{.HTTPProxy}}'
docker info --format '{{.Labels}}'
docker version --format '{{json .}}'
docker --config /tmp/x ps -q
docker --log-level debug ps -q
docker exec web cat /proc/1/environ
docker exec web cat /run/secrets/db
docker exec web grep -r x /
systemctl cat nginx
systemctl show nginx
systemctl show --all
systemctl show -p Environment nginx
systemctl show -p ActiveState -p Environment nginx
systemctl show --property=Id,Environment nginx
systemctl show -PEnvironment nginx
systemctl show -p environment nginx
systemctl show -p EnvironmentFiles nginx
systemctl show -p ExecStart nginx
systemctl show -p ExecStartEx nginx
systemctl show -p ExecMainPID,ExecStartPre nginx
systemctl show -p SetCredential nginx
systemctl show -p StandardInputData nginx
systemctl show -M web -p Id nginx
systemctl --image=/x show -p Id nginx
systemctl show-environment
systemctl edit nginx
ps -eo pid,environ
ps -eo pid=X,environ
ps -o 'pid environ'
ps -eo ENVIRON
ps --format=environ
ps -eo pid,label
ps eww
ps --sort=environ
journalctl --file=/tmp/x
journalctl --file /dev/sda
journalctl -D /tmp
journalctl --directory=/tmp
journalctl --root=/tmp
journalctl --image=/tmp/x
journalctl --namespace=x
journalctl --cursor-file /tmp/x
journalctl /usr/bin/x
journalctl -M web
cat /etc/shadow
cat //etc//shadow
cat /etc/./shadow
cat /etc/ssl/../shadow
cat /etc/gshadow-
cat /etc/shadow.bak
cat /var/backups/shadow.1
cat /srv/old/etc/shadow~
cat /srv/app/.env.bak
cat /srv/app/prod.env.2026-11-30
cat /etc/nginx/site.key.old
cat /root/.pgpass.save
cat /etc/restic/web.pass.orig
cat /root/.borg-passphrase
cat /root/.restic-pass
cat /etc/nut/upsd.users
cat /etc/nut/upsmon.conf
cat /etc/nut/upsmon.conf.dpkg-old
cat /etc/exim4/passwd.client
cat /etc/postfix/sasl_passwd
cat /etc/postfix/sasl_passwd.db
cat /etc/msmtprc
cat /root/.msmtprc
cat /etc/grafana/grafana.ini
cat /etc/gitea/app.ini
cat /etc/gitlab-runner/config.toml
cat /root/.cloudflared/cert.pem
cat /etc/ceph/ceph.client.admin.keyring
cat /var/lib/tailscale/tailscaled.state
cat /etc/hostapd/hostapd.conf
cat /root/.vnc/passwd
cat /root/.config/gh/hosts.yml
cat /root/.config/restic/repo
cat /boot/keyfile
cat /root/data_key-file.bin
cat /etc/luks-keys/disk
cat /etc/keys/disk.bin
cat /etc/openvpn/client/auth.txt
cat /etc/openvpn/auth.conf
cat /sys/firmware/efi/efivars/x
cat /etc/sudoers
cat /etc/sudoers.d/ops
cat /proc//kmsg
cat //proc//kmsg
cat /proc/./kmsg
cat /proc/sys/../kmsg
cat /proc/self/root/etc/shadow
cat /proc/1/cwd/x
cat /proc/self/fd/3
cat /proc/thread-self/environ
cat /proc/1/task/1/environ
cat /proc/1//environ
cat /proc/1/cmdline
cat /proc/1/mem
cat /proc/kcore
cat /proc/keys
cat /proc
cat proc/kmsg
cat /sys/kernel/debug/tracing/trace_pipe
cat /sys/kernel/tracing/trace_pipe
cat /dev/fd/0
cat /root/.pgpass
cat /home/ops/.pgpass
cat .pgpass
cat /root/.ssh/id_ed25519
cat /root/.ssh/deploy
cat /etc/ssh/ssh_host_ed25519_key
cat /etc/ssl/private/site.pem
cat /etc/letsencrypt/live/example.org/privkey.pem
cat /etc/nginx/site.key
cat /srv/app/.env
cat /srv/app/.env.production
cat /root/.docker/config.json
cat /root/.kube/config
cat /etc/rancher/k3s/k3s.yaml
cat /etc/kubernetes/admin.conf
cat /var/lib/rancher/k3s/server/node-token
cat /root/.bash_history
cat /run/secrets/db
cat /etc/restic/web.pass
cat /srv/app/google_token.json
cat /home/ops/.config/rclone/rclone.conf
cat /etc/krb5.keytab
head -n 1 /etc/shadow
tail -n 1 /etc/shadow
grep root /etc/shadow
grep -f /etc/shadow /etc/hosts
grep --file=/etc/shadow x /etc/hosts
grep -r x /
grep -R x /dev
grep -R x /etc
grep -nr x /etc
grep -d recurse x /etc
grep --directories=recurse x /etc
grep --recursive x /etc
grep --dereference-recursive x /etc
grep --recurs x /etc
grep --include=shadow x /etc
grep --exclude-from=/etc/shadow x /etc
ls -R /
ls --recursive /proc
sha256sum -c /etc/shadow
sha256sum --check x
sha256sum /dev/sda
sha256sum /proc/kcore
openssl x509 -in /proc/kmsg
openssl x509 -noout -in /etc/../dev/sda
getent shadow
getent shadow root
getent gshadow
getent -s files shadow root
getent passwd -s x
last -f /etc/shadow
last --file /etc/shadow
last -d
who /etc/shadow
findmnt -F /etc/shadow
findmnt --tab-file /etc/shadow
findmnt --poll
free -s 1
free -c 5
ss -r
ss -F /etc/shadow
ss -N x
ss -E
nc -zu 127.0.0.1 53
pg_isready -d 'host=x passfile=/etc/shadow'
redis-cli -h -x ping
promtool check rules /etc/shadow
promtool check healthy --http.config.file=/tmp/x --url=http://127.0.0.1
promtool check ready
promtool check service-discovery /tmp/x job
promtool check metrics
promtool --http.config.file=/tmp/x check rules /etc/prometheus/rules.yml
promtool check rules --http.config.file=/tmp/x /etc/prometheus/rules.yml
grep -r -H -e '' -- /etc
grep -r -e '' -- /sys/fs/../../etc
grep -H -r -e '' -- /sys/fs/ext4
find / -name x
find /proc -name environ
find //proc -name environ
find /proc/1 -type f
find /sys -name x
find /dev
find /srv/../proc -maxdepth 1
find -D exec /srv -name x
find -O3 /srv -name x
find -files0-from /tmp/x
find /srv -files0-from /tmp/x
find /srv -context x
tar -cf /tmp/x /etc
tar -tf /tmp/x --to-command=id
tar -tf /tmp/x -I id
tar -tf /tmp/x --checkpoint=1 --checkpoint-action=exec=id
sort -o /etc/passwd /etc/hosts
sort --compress-program=id /etc/hosts
sed -n w/etc/passwd /etc/hosts
awk 'BEGIN{system("id")}'
curl -H 'Host: other' http://127.0.0.1/
curl -H 'host:other' http://127.0.0.1/
curl -H 'Host;' http://127.0.0.1/
curl -H 'Host:' http://127.0.0.1/
curl -H 'Content-Length: 4' http://127.0.0.1/
curl -H 'Transfer-Encoding: chunked' http://127.0.0.1/
curl -H 'Connection: keep-alive' http://127.0.0.1/
curl -H 'X-HTTP-Method-Override: DELETE' http://127.0.0.1/
curl -H ' Host: x' http://127.0.0.1/
curl -H 'Host : x' http://127.0.0.1/
curl --header='Upgrade: h2c' http://127.0.0.1/
curl http://user:word@127.0.0.1/
curl http://user@127.0.0.1/
curl 'http://127.0.0.1/[1-999]'
curl 'http://127.0.0.1/{a,b}'
curl 'http://127.0.0.1:{6379,80}/'
curl 'http://127.0.0.1%0d%0a/'
curl 'http://127.0.0.1\\@other/'
curl 'http://127.0.0.1/a b'
curl http://127.0.0.1:0/
curl http://127.0.0.1:99999/
curl -L http://127.0.0.1/
curl --config /tmp/x http://127.0.0.1/
curl --cert /tmp/x http://127.0.0.1/
curl --key /tmp/x http://127.0.0.1/
curl --engine x http://127.0.0.1/
curl --cacert /dev/sda https://127.0.0.1/
curl -x http://127.0.0.1:3128 http://127.0.0.1/
curl --unix-socket /run/docker.sock http://127.0.0.1/
curl -E /tmp/x https://127.0.0.1/
curl --netrc-file /tmp/x http://127.0.0.1/
curl --alt-svc /tmp/x http://127.0.0.1/
curl --hsts /tmp/x http://127.0.0.1/
curl --libcurl /tmp/x http://127.0.0.1/
curl --stderr /tmp/x http://127.0.0.1/
curl --etag-save /tmp/x http://127.0.0.1/
curl -: http://127.0.0.1/
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


SESSION = write_conninfo("app", 10.0)


def psql(query: str, conninfo: str = SESSION, proof: str = PROOF) -> tuple[str, ...]:
    """Return a psql command as the sql kind puts it."""
    return (*FORM, "-U", "blackstart", "-d", conninfo, "-c", proof, "-c", query)


def test_query_is_allowed_wherever_psql_runs() -> None:
    """On the host, inside a container or as another user."""
    asked = psql("SELECT 1")
    assert refuse(asked) is None
    assert refuse(("docker", "exec", "db", *asked)) is None
    assert refuse(("runuser", "-u", "blackstart", "--", *asked)) is None
    assert refuse((*FORM, "-h", "127.0.0.1", "-p", "5432", *asked[len(FORM) :])) is None


def test_query_that_acts_is_refused() -> None:
    """What the SQL may hold is tested beside its rules (test_read_only_sql.py)."""
    assert "may not call 'pg_sleep'" in (refuse(psql("SELECT pg_sleep(1)")) or "")


@pytest.mark.parametrize(
    "conninfo",
    [
        "app",
        "dbname=app",
        "postgresql://127.0.0.1/app",
        SESSION.replace("=on", "=off", 1),
        SESSION.replace("search_path=pg_catalog", "search_path=public"),
        SESSION.replace(" -c statement_timeout=9000", ""),
        SESSION.removesuffix("'") + " -c default_transaction_read_only=off'",
        f"{SESSION} options=''",
        f"service=other {SESSION}",
        f"{SESSION} service=other",
        SESSION.replace("'app'", "'a\\'"),
        write_conninfo("app", None),
    ],
)
def test_session_that_could_write_is_refused(conninfo: str) -> None:
    """The session must be read-only, and nothing after that may undo it."""
    assert refuse(psql("SELECT 1", conninfo))


@pytest.mark.parametrize("proof", ["SELECT 1", PROOF.replace("rolsuper", "false"), "SET ROLE postgres"])
def test_query_without_its_proof_is_refused(proof: str) -> None:
    """Who asks is shown first, by the one text for it."""
    assert refuse(psql("SELECT 1", proof=proof))
    assert refuse((*FORM, "-d", SESSION, "-c", "SELECT 1"))


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
        ("-h",),
    ],
)
def test_psql_with_more_is_refused(words: tuple[str, ...]) -> None:
    """A second command, a file or another database is refused, wherever it stands."""
    asked = psql("SELECT 1")
    assert refuse((*asked, *words))
    assert refuse((*FORM, *words, *asked[len(FORM) :]))


@pytest.mark.parametrize("place", [("-h", "a host=b"), ("-p", "5432 user=postgres"), ("-U", "a b"), ("-h", "a,b")])
def test_psql_elsewhere_is_refused(place: tuple[str, str]) -> None:
    """Where it goes, and as whom, are single words."""
    assert refuse((*FORM, *place, "-d", SESSION, "-c", PROOF, "-c", "SELECT 1"))


def test_psql_with_its_start_up_file_is_refused() -> None:
    """The start-up file could run anything."""
    assert refuse(tuple(word for word in psql("SELECT 1") if word != "-X"))


def test_a_login_asks_one_question() -> None:
    """Its session is not told to be read-only, so nothing of a pack is asked in it."""
    login = (*FORM, "-h", "/run/postgresql", "-p", "5432", "-U", "app", "-d", write_conninfo("app", None))
    assert refuse((*login, "-c", LOGIN)) is None
    assert refuse((*login, "-c", "SELECT 1"))


NAME_WITH_A_LINE_END = ("sha256sum", "--", "/tmp/a\nb")  # noqa: S108  # a golden case of how sha256sum prints it


@pytest.mark.no_cover
def test_kinds_ask_only_what_the_table_allows() -> None:
    """Every command that a golden case records stands in the table, but those that a pack must add."""
    cases = (read_case(path) for path in GOLDEN.glob("*/*.yaml"))
    requests = (exchange.request for case in cases for exchange in case.exchanges)
    commands = {request.argv for request in requests if isinstance(request, RunCommand)}
    assert commands
    extra = (("sync", "--"), ("/usr/local/sbin/backup-status",), ("/x/status",))
    assert [argv for argv in sorted(commands) if refuse(argv, extra, vetted=True)] == [NAME_WITH_A_LINE_END]
