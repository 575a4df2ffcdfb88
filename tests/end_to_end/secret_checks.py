"""Checks that look where secrets stand: on a simulated host, and on this machine."""

CHECKS_OF_A = """
  - {id: login, on: a, ssh_login: {}}
  - {id: boot, on: a, boot: {}}
  - {id: env-file, on: a, file_stat: /srv/app/.env}
  - {id: digest, on: a, file_digest: {path: /srv/app/.env, same_as: /srv/app/copy.env}}
  - {id: textfile, on: a, report: {path: /t/good.prom, require: {failed: "== 0"}}}
  - {id: container, on: a, docker_container: {container: db, pattern: job done}, prefer: logged > 0}
  - {id: policies, on: a, command: {argv: [docker, inspect, --format, "{{.State.Status}}", db]}}
  - {id: log-line, on: a, command: {argv: [docker, logs, --tail, "1", db]}}
  - {id: registry, on: a, command: [docker, info, --format, "{{.ID}}"]}
  - {id: journal, on: a, journal: {since: 1h}}
  - {id: journal-of-container, on: a, journal: {since: 1h, container: logs}}
  - {id: journal-of-file, on: a, journal: {since: 1h, files: [/var/log/app.log]}}
  - {id: crontab, on: a, cron_entries: {require: [backup.sh], files: [/etc/cron.d/app]}}
  - {id: unit, on: a, systemd_unit: web}
  - {id: rows, on: a, sql: "SELECT note FROM notes", expect: size(note) > 0}
  - {id: query-error, on: a, sql: "SELECT broken FROM notes", expect: broken == 1}
  - {id: backups, on: a, report: {path: /b, rows: {members: [a], word: fresh, zero: [failed]}}}
  - id: snapshots
    on: a
    restic_snapshots: {repository: /backup/a, password_file: /etc/restic.pass}
  - {id: body, on: a, http: "http://{address}:8080/me", expect: json.user == "ops"}
  - {id: body-text, on: a, http: {url: "http://{address}:8080/text", contains: welcome}}
  - {id: body-seen, on: controller, http: "http://ADDRESS:8080/me", expect: json.user == "nobody"}
  - {id: whole-body-in-the-reason, on: controller, http: "http://ADDRESS:8080/me", expect: json == "x"}
  - {id: redirect, on: controller, http: {url: "http://ADDRESS:8080/go", status: [302]}}
  - {id: refused, on: controller, prometheus_query: {query: up, url: "http://ADDRESS:8080"}, expect: count > 0}
  - {id: targets, on: a, prometheus_targets: {url: "http://{address}:9090"}}
  - {id: alerts, on: a, alertmanager: {url: "http://{address}:9093"}}
  - {id: greeting, on: a, tcp: {port: 2525, banner: "^220"}}
  - {id: greeting-not-asked, on: a, tcp: 2526}
  - {id: other-greeting, on: a, tcp: {port: 2525, banner: "^SSH"}}
"""
CHECKS_OF_HERE = """
  - {id: h-env-file, on: here, file_stat: FOLDER/.env}
  - {id: h-token, on: here, file_stat: {path: FOLDER/token, mode: "600"}}
  - {id: h-shown, on: here, command: [cat, FOLDER/shown.conf]}
  - {id: h-forms, on: here, command: [cat, FOLDER/forms.txt]}
  - {id: h-markers, on: here, marker_files: {directory: FOLDER, names: [token]}}
  - {id: h-digest, on: here, file_digest: {path: FOLDER/.env, same_as: FOLDER/token}}
  - {id: h-textfile, on: here, report: {path: FOLDER/good.prom}}
  - {id: h-known-hosts, on: here, known_hosts: {path: FOLDER/known_hosts, hosts: [192.0.2.9]}}
  - {id: h-certificate, on: here, certificate_file: [FOLDER/site.pem]}
  - {id: h-git, on: here, git_workspace: FOLDER/repository}
  - {id: h-remote, on: here, command: [git, --no-optional-locks, -C, FOLDER/repository, remote, get-url, origin]}
  - {id: h-log, on: here, log_signatures: {files: [FOLDER/app.log], quiet: true}}
  - {id: h-processes, on: here, processes: {match: "--opaque [Q]uince"}}
  - {id: h-groups, on: here, processes: {match: "--opaque [Q]uince", max_orphans: 0}}
  - {id: h-arguments, on: here, command: [ps, -ww, -o, args, -p, "PID"]}
  - {id: h-release, on: here, release_parity: {url: "http://ADDRESS:8080/me", file: FOLDER/release.txt}}
  - {id: h-rules, on: here, rule_parity: {files: [FOLDER/rules.yml], url: "http://ADDRESS:9090"}}
"""
