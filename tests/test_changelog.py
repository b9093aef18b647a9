"""CHANGELOG.md: every version has a section with a day, the newest first, and the program's own is among them."""

import re
from datetime import date
from pathlib import Path

import perfdesk

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
_SECTION = re.compile(r"(?m)^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$")

SECTIONS = _SECTION.findall(TEXT)


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_the_version_of_the_program_has_a_section() -> None:
    assert perfdesk.__version__ in dict(SECTIONS)


def test_what_comes_next_stands_first_and_then_the_newest() -> None:
    heads = re.findall(r"(?m)^## (.*)$", TEXT)
    assert heads[0] == "[Unreleased]"
    assert len(heads) == len(SECTIONS) + 1, "a head is not written as [1.2.3] - 2026-01-31"
    versions = [_number(version) for version, _ in SECTIONS]
    assert versions == sorted(versions, reverse=True)
    assert len(set(versions)) == len(versions)


def test_days_are_days_and_do_not_run_backwards() -> None:
    days = [date.fromisoformat(day) for _, day in SECTIONS]
    assert days == sorted(days, reverse=True)


def test_each_kind_of_change_is_one_of_the_six_and_names_at_least_one() -> None:
    parts = re.split(r"(?m)^### ", TEXT)[1:]
    for part in parts:
        kind, _, rest = part.partition("\n")
        assert kind in KINDS
        assert re.search(r"(?m)^- \S", rest), kind


def test_clerks_read_each_change_in_chinese_too() -> None:
    changes = re.findall(r"(?m)^- .*$", TEXT)
    assert changes
    assert [line for line in changes if not re.search(r"[一-鿿].*。$", line)] == []
