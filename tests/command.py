"""The command `meo-connector` as people run it."""

import sys
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("meo-connector"))
