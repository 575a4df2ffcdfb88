#!/bin/sh
exec blackstart check "$(dirname "$(readlink -f "$0")")/../.." --allow-pack-commands --view 120-fsck-checklist "$@"
