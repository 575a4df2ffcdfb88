#!/bin/sh
# The runbook's `--live` asks by the view that tells whether 110 runs what the repository has (§13.3.1).
for argument; do
    shift
    set -- "$@" "$argument"
    [ "$argument" != --live ] || set -- "$@" verify-cold-start-monitor-deploy
done
exec blackstart audit "$(dirname "$(readlink -f "$0")")/../.." --readiness --allow-pack-commands "$@"
