#!/bin/sh
exec blackstart gates dispatch "$(dirname "$(readlink -f "$0")")/../.." "$@"
