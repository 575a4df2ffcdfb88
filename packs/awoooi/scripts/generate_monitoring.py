#!/usr/bin/env python3
"""How much of what is monitored answers."""

import os
import sys
from pathlib import Path

PACK = str(Path(__file__).parents[1])
os.execvp(
    "blackstart", ["blackstart", "check", PACK, "--allow-pack-commands", "--view", "monitoring-coverage", *sys.argv[1:]]
)
