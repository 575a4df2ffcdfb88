#!/bin/sh
exec blackstart check "$(dirname "$(readlink -f "$0")")/../.." --view momo-drive-token-source-recovery-preflight "$@"
