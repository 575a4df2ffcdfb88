#!/bin/sh
exec blackstart check "$(dirname "$(readlink -f "$0")")/../.." --view verify-cold-start-monitor-deploy "$@"
