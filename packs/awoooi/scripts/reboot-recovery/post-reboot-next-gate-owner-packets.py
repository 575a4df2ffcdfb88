#!/usr/bin/env python3
"""The packets for the owners of open gates."""

import os
import sys
from pathlib import Path

PACK = str(Path(__file__).parents[2])
os.execvp("blackstart", ["blackstart", "packets", "make", PACK, *sys.argv[1:]])
