"""The limits of the process that reads other people's files, as the system sees them."""

import subprocess
import sys

import pytest

from perfdesk.work.process_limits import MEMORY, SECONDS, held

LIMITS = """
import resource
from perfdesk.work.process_limits import limit_this_process
limit_this_process({seconds})
print(*resource.getrlimit(resource.RLIMIT_AS), *resource.getrlimit(resource.RLIMIT_CPU))
"""
TAKEN_BACK = """
import os, resource
from perfdesk.work.process_limits import limit_this_process
limit_this_process(50)
if os.geteuid() == 0:
    os.seteuid(65534)  # permissions do not bind root
for limit in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
    try:
        resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print("taken back")
    except ValueError:
        print("stays")
"""
on_linux = pytest.mark.skipif(sys.platform == "win32", reason="Windows limits a child through its job")


def said(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


@on_linux
@pytest.mark.parametrize(("seconds", "limit"), [(SECONDS, 121), (0.5, 1), (1, 2)])
def test_a_process_limits_its_memory_and_its_time_to_the_next_whole_second(seconds: float, limit: int) -> None:
    assert MEMORY == 2 << 30
    assert [int(one) for one in said(LIMITS.format(seconds=seconds))] == [MEMORY, MEMORY, limit, limit]


@on_linux
def test_a_process_that_may_have_less_keeps_to_that() -> None:
    """A file could not be read where the administrator allows less than we do."""
    less = "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (30, 40))\n"
    less += "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
    assert [int(one) for one in said(less + LIMITS.format(seconds=50))] == [1 << 30, 1 << 30, 40, 40]
    assert [int(one) for one in said(less + LIMITS.format(seconds=9))] == [1 << 30, 1 << 30, 10, 10]


@on_linux
def test_a_process_cannot_take_its_limits_back() -> None:
    assert said(TAKEN_BACK) == ["stays", "stays"]


@on_linux
def test_the_parent_has_nothing_to_hold_there() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    with held(child, 1) as limited:
        assert limited
    assert child.wait() == 0
