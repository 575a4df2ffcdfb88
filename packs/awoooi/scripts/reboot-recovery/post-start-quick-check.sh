#!/bin/sh
exec blackstart quick-check "$(dirname "$(readlink -f "$0")")/../.." --allow-pack-commands "$@"
