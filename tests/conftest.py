"""What all tests share: the seeds, and the rule that CI never skips."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Before anything imports Qt: tests need no display, also where there is one.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# A busy machine is no error, and CI must judge the same code alike each time; at a desk every run tries new inputs.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "desk")

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"


def unavailable(reason: str) -> None:
    """Skips at a developer's desk, fails where CI promised that nothing is skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _seed(name: str) -> Path:
    path = SEEDS / name
    if not path.is_file():
        unavailable(f"the seed {name} is not beside the project")
    return path


@pytest.fixture
def lulong() -> Path:
    """A real Hebei performance book, as copied out of a PDF."""
    return _seed("lulong-2024.txt")


@pytest.fixture
def pingluo() -> Path:
    """A real Ningxia annex 2, as copied out of a PDF."""
    return _seed("pingluo-2024.txt")
