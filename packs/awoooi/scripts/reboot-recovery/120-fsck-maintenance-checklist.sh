#!/bin/sh
exec blackstart check "$(dirname "$(readlink -f "$0")")/../.." --view 120-fsck-checklist "$@"
