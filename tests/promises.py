"""What CI promises of the machine it runs on."""

import os

import pytest


def unavailable(reason: str) -> None:
    """Skips at a developer's desk, fails where CI promised that nothing is skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
