"""What every step of the build uses: how it stops, how it runs a tool, what the program is called."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
# On the start menu and in the list of programs.
TITLE: Final = "预算绩效目标表编辑器"
PYTHON_VERSION: Final = "3.11"
_LAST_LINES: Final = 12


class Stopped(Exception):
    """Why the build ended, in one sentence."""


def version() -> str:
    """The program's version, from the one place that says it."""
    said = re.search(r'__version__ = "([^"]+)"', (ROOT / "perfdesk" / "__init__.py").read_text(encoding="utf-8"))
    if said is None:
        raise Stopped("perfdesk/__init__.py names no version.")
    return said[1]


def build_time() -> int:
    """The time that every file of the build gets: SOURCE_DATE_EPOCH, else that of the last commit.

    See reproducible-builds.org. A zip knows no time before 1980.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given and shutil.which("git"):
        told = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        given = told.stdout.strip()
    return max(int(given or 0), 315_532_800)


def uv() -> list[str]:
    """How uv is called here."""
    if found := shutil.which("uv"):
        return [found]
    if subprocess.run([sys.executable, "-m", "uv", "--version"], capture_output=True, check=False).returncode == 0:
        return [sys.executable, "-m", "uv"]
    raise Stopped("uv is missing: python -m pip install uv")


def python_with(requirements: Path) -> list[str]:
    """Python of the built version with these libraries, apart from what is installed here."""
    options = ("--isolated", "--no-project", "--python", PYTHON_VERSION, "--with-requirements", str(requirements))
    return [*uv(), "run", "--quiet", *options, "python"]


def run(command: Sequence[str | Path], told: Mapping[str, str] | None = None) -> str:
    """Runs a tool and gives what it printed; stops with its last lines if it fails."""
    environment = {**os.environ, **(told or {})}
    done = subprocess.run(
        list(map(str, command)), env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        lines = "\n".join((done.stdout + done.stderr).splitlines()[-_LAST_LINES:])
        raise Stopped(f"{Path(command[0]).name} failed:\n{lines}")
    return done.stdout
