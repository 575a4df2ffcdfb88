#!/bin/sh
# The way of a written procedure: one ssh for each check, one after the other.
# usage: ssh_per_check.sh INPUTS OUT SSH_CONFIG
set -eu
while read -r host; do
    while read -r check command; do
        code=0
        ssh -n -F "$3" "$host" "$command" || code=$?
        printf '\n@@ %s %s\n' "$check" "$code"
    done < "$1/commands" > "$2/$host.answers"
done < "$1/hosts"
