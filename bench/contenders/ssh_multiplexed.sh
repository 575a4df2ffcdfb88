#!/bin/sh
# One ssh for each check, one after the other, over one kept connection per host.
# usage: ssh_multiplexed.sh INPUTS OUT SSH_CONFIG
set -eu
while read -r host; do
    while read -r check command; do
        code=0
        ssh -n -F "$3" -o ControlMaster=auto -o ControlPersist=60 -o ControlPath="$2/%C" "$host" "$command" || code=$?
        printf '\n@@ %s %s\n' "$check" "$code"
    done < "$1/commands" > "$2/$host.answers"
    ssh -q -F "$3" -o ControlPath="$2/%C" -O exit "$host"
done < "$1/hosts"
