"""Backup tools may list what they hold, and be told nothing that writes, runs or shows a secret."""

import shlex

import pytest

from blackstart.checks.read_only.request import refuse

SAFE = "--no-lock --no-cache --password-file /etc/restic/pass"

ALLOWED = f"""
restic -r /backup/web {SAFE} --json snapshots
restic -r /backup/web {SAFE} snapshots --json --host web --latest 1
restic --repository-file /etc/restic/repo {SAFE} snapshots
restic -r sftp:backup@nas:/srv/restic {SAFE} snapshots
restic -r sftp://backup@nas:2222//srv/restic {SAFE} snapshots
restic -r rest:https://nas:8000/web {SAFE} snapshots
restic -r rest:https://user@nas:8000/web {SAFE} snapshots
restic -r s3:s3.example.org/bucket/web {SAFE} snapshots
restic -r rclone:offsite:backups/web {SAFE} snapshots
rclone lsjson offsite:
rclone lsjson --files-only --no-mimetype --max-depth 1 --include '*.dump' -- 'off site:backups/a b'
rclone lsjson -R --config /etc/rclone.conf offsite:backups
rclone lsjson --config /root/.config/rclone/rclone.conf offsite:backups
rclone lsjson --config=/home/ops/.config/rclone/rclone.conf offsite:backups
rclone lsjson /backup
""".strip().splitlines()

REFUSED = f"""
restic -r /backup/web {SAFE} forget --prune
restic -r /backup/web {SAFE} prune
restic -r /backup/web {SAFE} backup /etc
restic -r /backup/web {SAFE} restore latest --target /
restic -r /backup/web {SAFE} unlock
restic -r /backup/web {SAFE} cat masterkey
restic -r /backup/web {SAFE} dump latest /etc/shadow
restic -r /backup/web {SAFE} key list
restic -r /backup/web {SAFE} --cleanup-cache snapshots
restic -r /backup/web {SAFE} --cache-dir /etc snapshots
restic -r /backup/web {SAFE} -o sftp.command=id snapshots
restic -r /backup/web {SAFE} snapshots -o rclone.program=/tmp/x
restic -r /backup/web {SAFE} --option rclone.args=x snapshots
restic -r /backup/web {SAFE} --password-command id snapshots
restic -r /backup/web --no-lock --no-cache --password-command id snapshots
restic -r /backup/web --no-lock --no-cache snapshots
restic -r /backup/web --no-lock --password-file /p snapshots
restic -r /backup/web --no-cache --password-file /p snapshots
restic -r /backup/web {SAFE}
restic {SAFE} -- forget
restic -r rclone::sftp,ssh=id:x {SAFE} snapshots
restic -r rclone:name,ssh=id:x {SAFE} snapshots
restic -r sftp:-oProxyCommand=id:/x {SAFE} snapshots
restic -r sftp:user@-oProxyCommand=id:/x {SAFE} snapshots
restic -r sftp://-oProxyCommand=id/x {SAFE} snapshots
restic -r rest:https://user:word@nas/web {SAFE} snapshots
restic -r swift:-x {SAFE} snapshots
restic --repo=rclone::local,x=y:/ {SAFE} snapshots
rclone sync /a offsite:b
rclone copy /a offsite:b
rclone delete offsite:b
rclone purge offsite:b
rclone mkdir offsite:b
rclone cat offsite:b
rclone rcat offsite:b
rclone config show
rclone config dump
rclone rc core/command
rclone serve http offsite:
rclone lsjson :sftp,ssh=id:/
rclone lsjson ':local:/etc'
rclone lsjson 'offsite,ssh=id:/'
rclone lsjson --sftp-ssh id offsite:
rclone lsjson --password-command id offsite:
rclone lsjson --log-file /etc/passwd offsite:
rclone lsjson -vv --dump headers offsite:
rclone lsjson --rc offsite:
rclone lsjson --metadata offsite:
rclone lsjson --hash offsite:
rclone lsjson -- -x
rclone --config /x lsjson offsite:
rclone lsjson --config /srv/packs/evil/rclone.conf offsite:
rclone lsjson --config=/tmp/rclone.conf offsite:
rclone lsjson --config /etc/rclone/../../tmp/x offsite:
rclone lsjson --config /home/ops/evil/rclone.conf offsite:
rclone lsjson --config rclone.conf offsite:
rclone lsjson --config /etc/blackstart/packs/evil/rclone.conf offsite:
rclone lsjson --sftp-ssh=id offsite:
rclone lsjson --webdav-bearer-token-command id offsite:
rclone lsjson --cache-dir /tmp/x offsite:
rclone lsjson --files-from /etc/shadow offsite:
rclone lsjson --include-from /etc/shadow offsite:
rclone lsjson --filter-from /etc/shadow offsite:
restic --repository-file /etc/shadow {SAFE} snapshots
restic --repository-file /proc/1/environ {SAFE} snapshots
restic --repository-file evil/repo {SAFE} snapshots
restic -r /backup/web --no-lock --no-cache --password-file /dev/stdin snapshots
restic -r /backup/web --no-lock --no-cache -p pass snapshots
restic -r /backup/web {SAFE} --cacert /dev/sda snapshots
restic -r /backup/web {SAFE} --tls-client-cert /x snapshots
rclone
""".strip().splitlines()


@pytest.mark.parametrize("line", ALLOWED)
def test_listing_is_allowed(line: str) -> None:
    """A listing that takes no lock, keeps no cache and runs nothing is let through."""
    assert refuse(tuple(shlex.split(line))) is None


@pytest.mark.parametrize("line", REFUSED)
def test_all_else_is_refused(line: str) -> None:
    """What writes, runs a command, shows a key or carries a password is refused, however it is dressed."""
    assert refuse(tuple(shlex.split(line)))
