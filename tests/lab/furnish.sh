# Run by real_lab.py in the hosts' common root (chroot), for what is made by the hosts' own programs.
# Arguments: the hosts' names.
export HOME=/root LC_ALL=C.UTF-8 GIT_CONFIG_GLOBAL=/dev/null
mkdir -p /srv/backup/archives /mnt/backup /var/lib/backup

# A site in git, cloned from where it is pushed to; nginx tells which release it is, and how fresh its data.
git init -q --bare -b main /srv/site.git
git clone -q /srv/site.git /srv/site 2> /dev/null
cd /srv/site
echo '<h1>The site</h1>' > index.html
git add index.html
git -c user.name=lab -c user.email=lab@lab.invalid commit -q -m "Release the site"
git push -q origin HEAD:main
git fetch -q origin
printf '{"commit": "%s"}\n' "$(git rev-parse --short HEAD)" > /var/www/html/release.json
printf '{"status": "ok", "latest": "%s", "blockers": []}\n' "$(date -u +%F)" > /var/www/html/freshness.json
cd /

# A log that reaches back: the cluster goes on writing behind this line.
log=/var/log/postgresql/postgresql-15-main.log
echo "$(date -u -d '2 days ago' '+%F %T').000 UTC [77] LOG:  database system is shut down" > $log
chown postgres:adm $log
chmod 640 $log

# The role that databases are asked as, and the account that peer authentication lets in as it.
useradd --system --shell /usr/sbin/nologin blackstart

# Two tables that must go together. Without a server: one would want its sockets and its unit.
cat > /tmp/tables.sql <<'SQL'
CREATE TABLE daily_sales (day date NOT NULL, amount integer NOT NULL);
INSERT INTO daily_sales SELECT current_date - days, days FROM generate_series(0, 59) AS days;
CREATE TABLE ledger (booked_on date NOT NULL, amount integer NOT NULL);
INSERT INTO ledger SELECT day, amount FROM daily_sales;
CREATE ROLE blackstart LOGIN;
GRANT pg_read_all_data TO blackstart;
SQL
runuser -u postgres -- /usr/lib/postgresql/15/bin/postgres --single -D /var/lib/postgresql/15/main \
    -c config_file=/etc/postgresql/15/main/postgresql.conf -c dynamic_shared_memory_type=mmap -c log_checkpoints=off \
    postgres < /tmp/tables.sql > /dev/null
rm /tmp/tables.sql

# Backups of every host, by restic, and an archive; and the report on them.
(umask 77 && head -c 24 /dev/urandom | base64 > /etc/backup.pass)
backup() { restic -q --no-cache -r /srv/backup/restic --password-file /etc/backup.pass "$@"; }
backup init
for host; do
    backup backup --host "$host" /etc/hosts /etc/fstab
    echo "$host 1/1 fresh failed=0"
done > /var/lib/backup/status.txt
echo "core_blockers=0 last_run=$(date -u '+%F %T')" >> /var/lib/backup/status.txt
tar -C / -czf /srv/backup/archives/etc.tar.gz etc/nginx etc/prometheus
