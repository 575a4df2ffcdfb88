#!/usr/bin/env python3
"""Whether rules record the recovery metrics, of metrics that there are."""

import os
import sys
from pathlib import Path

PACK = str(Path(__file__).parents[2])
os.execvp(
    "blackstart", ["blackstart", "audit", PACK, "--readiness", "--only", "metrics", "--only", "rules", *sys.argv[1:]]
)
