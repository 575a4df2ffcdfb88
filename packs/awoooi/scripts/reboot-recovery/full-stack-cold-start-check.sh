#!/bin/sh
exec blackstart check "$(dirname "$(readlink -f "$0")")/../.." --allow-pack-commands "$@"
