"""How this program starts itself as another process."""

import os
import sys
from pathlib import Path


def program() -> list[str]:
    """The command; a frozen program is its own interpreter. -P: no module of the current folder."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "perfdesk"]


def environment() -> dict[str, str]:
    """The child finds the same perfdesk, also where it is not installed."""
    here = str(Path(__file__).resolve().parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))}
