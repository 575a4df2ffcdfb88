#!/bin/sh
# One ssh per host, all at once, all commands in one script on its standard input.
# usage: floor.sh INPUTS OUT SSH_CONFIG
set -eu
while read -r host; do
    ssh -F "$3" "$host" sh < "$1/script.sh" > "$2/$host.answers" &
done < "$1/hosts"
wait
