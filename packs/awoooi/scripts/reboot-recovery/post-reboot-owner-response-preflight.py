#!/usr/bin/env python3
"""Whether an owner's response may go to a reviewer."""

import os
import sys
from pathlib import Path

PACK = str(Path(__file__).parents[2])
os.execvp("blackstart", ["blackstart", "preflight", PACK, *sys.argv[1:]])
