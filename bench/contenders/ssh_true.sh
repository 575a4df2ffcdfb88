#!/bin/sh
# One ssh per host, all at once, that only logs in: what no contender that logs in with ssh can go below.
# usage: ssh_true.sh INPUTS OUT SSH_CONFIG
set -eu
while read -r host; do
    { ssh -n -F "$3" "$host" true && echo "$host 0" >> "$2/logins"; } &
done < "$1/hosts"
wait
