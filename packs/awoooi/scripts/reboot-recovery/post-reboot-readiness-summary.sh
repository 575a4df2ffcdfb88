#!/bin/sh
exec blackstart summary "$(dirname "$(readlink -f "$0")")/../.." --allow-pack-commands --artifacts "${TMPDIR:-/tmp}/awoooi-post-reboot-readiness-$(date +%Y%m%d-%H%M%S)" "$@"
