"""Rows of indicators that are unlike the others above and below them, and may be none."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.matrix import Spot
from perfdesk.learning.misfits import misfit
from perfdesk.learning.repeated import FoundBand
from perfdesk.model.classes import class_of
from perfdesk.model.keys import LEVEL1, LEVEL2

_CLASS: Final = "指标"
_LEAST: Final = 2


def strange_rows(band: FoundBand, answers: Sequence[Answer]) -> Iterator[tuple[Spot, int, str]]:
    """The cells of rows that are unlike the others of a band, each with its row and what is strange in it."""
    if band.grid:
        return
    rows: dict[int, list[Answer]] = defaultdict(list)
    for one in answers:
        if one.role is CellRole.VALUE and band.body <= one.spot.row < band.end:
            rows[one.spot.row].append(one)
    strange = {**_unfit(rows), **_without_class(rows), **_alone(rows)}
    yield from ((one.spot, row, why) for row, why in strange.items() for one in rows[row])


def _without_class(rows: dict[int, list[Answer]]) -> dict[int, str]:
    """The rows whose 一级指标 is the name of no class, where those of the others are."""
    firsts = {
        row: one.spot.text for row, cells in rows.items() for one in cells if one.key == LEVEL1 and not one.spot.blank
    }
    known = [row for row, text in firsts.items() if class_of(text, text)]
    if len(known) < _LEAST or len(known) * 2 <= len(firsts):
        return {}
    others = (row for row, text in firsts.items() if row not in known and not text.strip().endswith(_CLASS))
    return dict.fromkeys(others, "一级指标一栏不是类别名称，这一行可能不是指标")


def _unfit(rows: dict[int, list[Answer]]) -> dict[int, str]:
    """The rows in which a number is none, where those of most others are."""
    columns: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row, cells in rows.items():
        for one in cells:
            if not one.spot.blank:
                columns[one.spot.column].append((row, misfit(one.owner, one.key, one.spot.text)))
    strange: dict[int, str] = {}
    for met in columns.values():
        wrong = {row: why for row, why in met if why}
        strange |= wrong if len(wrong) * 2 < len(met) else {}
    return strange


def _alone(rows: dict[int, list[Answer]]) -> dict[int, str]:
    """The rows in which one cell alone is written, where the others have several. On blank paper 二级指标 alone stand
    below the first of their 一级指标."""
    written = {row: [one for one in cells if not one.spot.blank] for row, cells in rows.items()}
    full = sum(len(some) > 1 for some in written.values())
    short = (
        row for row, some in written.items() if len(some) == 1 and len(rows[row]) > _LEAST and not _is_class(*some)
    )
    return dict.fromkeys(short, "这一行只写了一格，可能不是指标") if full * 2 > len(written) else {}


def _is_class(one: Answer) -> bool:
    return one.key.startswith(LEVEL2) and "." in class_of("", one.spot.text)
