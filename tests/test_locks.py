"""The two lock files: `requirements.lock` runs the program, `requirements-dev.lock` also tests it.

After a change of the dependencies in pyproject.toml, uv writes both anew:

    uv pip compile --universal --generate-hashes --no-header --no-annotate pyproject.toml --group dev
        -o requirements-dev.lock
    uv pip compile --universal --generate-hashes --no-header --no-annotate pyproject.toml
        -c requirements-dev.lock -o requirements.lock
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TO_RUN: list[str] = PROJECT["project"]["dependencies"]
TO_TEST: list[str] = [*TO_RUN, *PROJECT["dependency-groups"]["dev"]]
LOCKS = {"requirements.lock": TO_RUN, "requirements-dev.lock": TO_TEST}

BOTH = pytest.mark.parametrize(("name", "wanted"), LOCKS.items(), ids=LOCKS.keys())
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries(name: str) -> Iterator[tuple[Requirement, list[str]]]:
    """Each locked package with the hashes of its files."""
    whole_lines = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    for line in whole_lines:
        requirement, *hashes = re.split(r"\s+(?=--)", line.strip())
        yield Requirement(requirement), hashes


def pins(name: str) -> dict[str, Requirement]:
    """What a lock holds, by name."""
    return {canonicalize_name(one.name): one for one, _ in entries(name)}


def version(pinned: Requirement) -> str:
    """The one version that a lock allows."""
    [only] = pinned.specifier
    assert only.operator == "==", pinned
    return only.version


def needed(wanted: Iterable[str], *, anywhere: bool) -> set[str]:
    """The names of these packages and of all that they need: on this system, or on any."""
    found: set[str] = set()
    waiting = [Requirement(one) for one in wanted]
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if name in found or not _holds(one.marker, anywhere=anywhere):
            continue
        found.add(name)
        try:
            waiting += [Requirement(line) for line in metadata.requires(name) or ()]
        except metadata.PackageNotFoundError:
            assert anywhere, f"{name} is not installed here"
    return found


def _holds(marker: Marker | None, *, anywhere: bool) -> bool:
    """Nobody asks for an extra of a package."""
    return marker is None or (anywhere and "extra" not in str(marker)) or marker.evaluate({"extra": ""})


@BOTH
def test_a_lock_holds_the_versions_that_the_project_allows(name: str, wanted: list[str]) -> None:
    locked = pins(name)
    for one in map(Requirement, wanted):
        assert one.specifier.contains(version(locked[canonicalize_name(one.name)])), one


@BOTH
def test_a_lock_holds_what_the_project_needs_and_nothing_else(name: str, wanted: list[str]) -> None:
    locked = set(pins(name))
    assert needed(wanted, anywhere=False) <= locked
    assert locked <= needed(wanted, anywhere=True)


def test_the_program_is_tested_with_the_versions_that_run_it() -> None:
    tested = pins("requirements-dev.lock")
    for name, pinned in pins("requirements.lock").items():
        assert str(pinned) == str(tested[name])


@BOTH
def test_each_file_is_known_by_its_hash_and_no_lock_names_a_host(name: str, wanted: list[str]) -> None:
    del wanted
    for pinned, hashes in entries(name):
        assert hashes, pinned
        assert all(_HASH.fullmatch(one) for one in hashes), pinned
        assert pinned.url is None
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_running_needs_no_tool_for_testing() -> None:
    tools = {canonicalize_name(Requirement(one).name) for one in PROJECT["dependency-groups"]["dev"]}
    assert not tools & set(pins("requirements.lock"))
