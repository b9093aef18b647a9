"""The scripts of the Windows build, which import each other by name as Python lets them in their own folder."""

import importlib
import sys
from types import ModuleType

from scripts import ROOT

FOLDER = ROOT / "packaging" / "windows"


def windows(name: str) -> ModuleType:
    """One of them."""
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    return importlib.import_module(name)
