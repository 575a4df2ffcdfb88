#!/usr/bin/env python3
"""What may be declared by a summary."""

import os
import sys
from pathlib import Path

PACK = str(Path(__file__).parents[2])
os.execvp("blackstart", ["blackstart", "gates", "guard", PACK, *sys.argv[1:]])
