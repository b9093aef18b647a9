"""The scripts under packaging/, as modules: they are no package, since they go into no wheel."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def script(name: str) -> ModuleType:
    """A script by its path below packaging/, without suffix. Scripts find each other as Python lets them: there."""
    path = ROOT / "packaging" / f"{name}.py"
    for folder in (ROOT / "packaging", path.parent):
        if str(folder) not in sys.path:
            sys.path.append(str(folder))
    module_name = f"packaging_script_{path.stem}"
    spec = importlib.util.spec_from_file_location(module_name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks for its module here.
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    return module
