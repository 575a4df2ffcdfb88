#!/usr/bin/env python3
"""Whether packets are what their summary says."""

import os
import sys
from pathlib import Path

PACK = str(Path(__file__).parents[2])
os.execvp("blackstart", ["blackstart", "packets", "guard", PACK, *sys.argv[1:]])
