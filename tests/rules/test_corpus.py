"""The corpus itself: every line can be read, numbers hold, both halves have everything, nothing is there twice."""

import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from perfdesk.forms.loader import has_its_form
from tests.rules.corpus.items import Half, correct, families, faulty, lines_of

_NUMBER = re.compile(r"\d+ ")
_FILES = [f"{side}-{half}.txt" for side in ("correct", "faulty") for half in Half]
_CORRECT = {half: correct(half) for half in Half}
_FAULTY = {half: faulty(half) for half in Half}


@pytest.mark.parametrize("file", _FILES)
def test_numbers_are_of_the_half_and_each_is_there_once(file: str) -> None:
    numbers = [int(line.split()[0]) for line in lines_of(file) if _NUMBER.match(line)]
    assert len(numbers) == len({*numbers})
    assert {number % 2 for number in numbers} == {int("odd" in file)}


@pytest.mark.parametrize("half", Half)
def test_each_half_has_at_least_200_correct_indicators_and_200_faults(half: Half) -> None:
    assert sum(len(one.document.projects[0].indicators) for one in _CORRECT[half]) >= 200
    assert len(_FAULTY[half]) >= 200


def test_each_half_has_the_same_25_fields_of_work() -> None:
    sets = [{one.field for one in items} for items in (*_CORRECT.values(), *_FAULTY.values())]
    assert [len(one) for one in sets] == [25] * 4
    assert all(one == sets[0] for one in sets)


def test_each_half_has_every_family_that_is_listed_as_often_as_the_other() -> None:
    even, odd = (Counter(one.family for one in _FAULTY[half]) for half in Half)
    assert even.keys() == odd.keys() == families().keys()
    assert all(abs(even[name] - odd[name]) <= 1 for name in even)


def test_every_severity_is_one() -> None:
    assert {one.least for one in chain(*_FAULTY.values())} <= {"E", "W", "I"}


def test_every_document_has_its_form() -> None:
    assert all(has_its_form(one.document) for one in chain(*_CORRECT.values(), *_FAULTY.values()))


def test_every_correct_project_has_each_class_that_is_mandatory() -> None:
    for one in chain(*_CORRECT.values()):
        classes = {row.fields["level2"] for row in one.document.projects[0].indicators}
        assert {"数量指标", "质量指标", "时效指标", "成本指标", "服务对象满意度指标"} <= classes, one.lines[0]


def test_no_correct_line_and_no_fault_is_there_twice() -> None:
    rows = [_cells(line) for file in _FILES[:2] for line in lines_of(file) if _is_row(line)]
    faults = [tuple(line.partition(" ")[2] for line in one.lines) for one in chain(*_FAULTY.values())]
    assert [row for row, times in Counter(rows).items() if times > 1] == []
    assert [fault for fault, times in Counter(faults).items() if times > 1] == []


def test_no_name_with_its_value_is_a_line_of_a_seed(lulong: Path, pingluo: Path) -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (lulong, pingluo))
    seed = [re.sub(r"\s", "", line) for line in texts.splitlines()]
    rows = {_cells(line)[1:] for file in _FILES for line in lines_of(file) if _is_row(line)}
    told = [(title, target) for title, target in rows if len(title) > 4 and target and not title.endswith("指标")]
    assert [row for row in told if any(row[0] in line and row[1] in line for line in seed)] == []


def _is_row(line: str) -> bool:
    return bool(re.match(r"(\d+ )?(\S+ )?- ", line))


def _cells(line: str) -> tuple[str, str, str]:
    """Class, name and target of a line of an indicator."""
    cells = [cell.strip() for cell in line.partition("- ")[2].split("|")]
    return cells[0], cells[1], cells[2]
