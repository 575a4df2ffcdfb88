#!/bin/sh
exec blackstart audit "$(dirname "$(readlink -f "$0")")/../.." --readiness --allow-pack-commands "$@"
