"""Forms in a few lines of text, for tests; read beside the design's notation.

    项目名称^2 | {name}^4
    资金总额：{budget_total}万元，财政{budget_fiscal}万元^6
    H 绩效指标~* | 一级指标>level1+ | 三级指标>name^2 | 完成情况^2
    H2 实际完成值>actual | 得分>score
    合计^4 | [sum indicator.score] | ()

A line is a row; cells are parted by "|"; ^n spans n columns, ~n rows. {key} is a value ({a/b/c key} with choices), a
text with slots a template, [how keys] a number that is computed, ! a note, () a blank cell, any other text a label.
"H" begins a band of repeated rows with its columns, label>field (label>!field is the project's); "+" merges,
label=text is fixed, label?field/word is ticked; ~* is the label beside the band, an entry without field is divided by
"H2", which has the parts in order.
"> " begins a line above the table, or below it where it stands behind the table's first line.
Before the first cell may stand of:tasks, least:3, tail:……, each:goals, header:0, where:phase=mid and
where:level1=产出指标/效益指标. Rows below it begin the next band.
"T " begins another table under a line; "T+ " on a new page, "T~ " on pages that lie the other way.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from tables import with_bands

from perfdesk.forms.bands import Band, Cell, Column, NextTable, RecordsBand, Row, RowsBand, SideLabel
from perfdesk.forms.computed import Computed
from perfdesk.forms.definition import Form, Part, Projects
from perfdesk.forms.loader import form
from perfdesk.forms.shares import RecordFilter
from perfdesk.forms.soundness import faults
from perfdesk.forms.style import Align, FormLine, PageSetup, Style
from perfdesk.forms.template import template
from perfdesk.model.fields import Owner
from perfdesk.model.vocabulary import vocabulary

_SPAN = re.compile(r"\^(\d+)|~(\d+|\*)")
_NEXT = re.compile(r"T(?P<how>[+~]?) (?P<line>.*)")
SIDEWAYS = PageSetup(width=297, height=210, top=28, left=25, text_width=247, text_height=154)
UPRIGHT = PageSetup(width=210, height=297, top=25, left=28, text_width=154, text_height=247)
_ENTRY = re.compile(r"(?P<label>[^>=?+]*)(?:(?P<how>[>=?])(?P<field>[^+/]*)(?:/(?P<choice>[^+]*))?)?(?P<merge>\+?)")


def small_form(text: str, *, sound: bool = True, **changes: Any) -> Form:
    """The form, with everything but its table as Ningxia's; `changes` are of its table."""
    written = [line.strip() for line in text.strip().splitlines()]
    table = [line for line in written if not line.startswith("> ")]
    bands = list(_bands(table))
    base = form("ningxia-annex2-2024")
    styles = {**base.styles, "line": Style(font="宋体", size=10.5, line=20, align=Align.RIGHT)}
    parts = tuple(_with_lines(part, written, table) for part in base.parts)
    made = replace(base, id="small", page=SIDEWAYS, required=("name",), styles=styles, parts=parts)
    made = with_bands(made, *_with_columns(bands))
    columns = _columns(bands[: next((at for at, one in enumerate(bands) if isinstance(one, NextTable)), None)])
    made = replace(made, table=replace(made.table, columns=columns, **changes))
    assert not sound or [*faults(made)] == []
    return made


def _with_columns(bands: Sequence[Band]) -> Iterator[Band]:
    """The bands, where each table that is not the first has the columns that its own bands ask for."""
    for at, band in enumerate(bands):
        if isinstance(band, NextTable):
            own = [*takewhile(lambda one: not isinstance(one, NextTable), bands[at + 1 :])]
            band = replace(band, columns=_columns(own, band.page or SIDEWAYS))
        yield band


def _columns(bands: Sequence[Band], page: PageSetup = SIDEWAYS) -> tuple[float, ...]:
    """Columns of one width that fill the page, as many as the bands have."""
    ends = [cell.at[1] for band in bands if isinstance(band, RowsBand) for row in band.rows for cell in row.cells]
    records = [column.at[1] for band in bands if isinstance(band, RecordsBand) for column in band.columns]
    width = max(ends or records, default=1)
    return (page.text_width / 25.4 * 72 / width / 10.5 - 2 * 4 / 10.5,) * width


def _with_lines(part: Part, written: Sequence[str], table: Sequence[str]) -> Part:
    """The part of the projects with the lines around the table."""
    if not isinstance(part, Projects):
        return part
    first = written.index(table[0])
    above, below = (
        tuple(FormLine(text=line[2:], style="line") for line in lines if line not in table)
        for lines in (written[:first], written[first:])
    )
    return replace(part, above=above, below=below)


def _bands(lines: Sequence[str]) -> Iterator[Band]:
    rows: list[tuple[list[Cell], int]] = []
    at = 0
    while at < len(lines):
        if begins := _NEXT.fullmatch(lines[at]):
            yield from _rows(rows)
            rows = []
            page = UPRIGHT if begins["how"] == "~" else None
            yield NextTable(
                kind="table", above=(FormLine(text=begins["line"], style="line"),), columns=(1,), page=page,
                new_page=begins["how"] == "+",
            )  # fmt: skip
            at += 1
        elif lines[at].startswith("H "):
            yield from _rows(rows)
            rows = []
            second = lines[at + 1][3:] if at + 1 < len(lines) and lines[at + 1].startswith("H2 ") else ""
            yield _records(lines[at][2:], second)
            at += 2 if second else 1
        else:
            rows.append(([*map(_cell, map(str.strip, lines[at].split("|")))], at))
            at += 1
    yield from _rows(rows)


def _rows(lines: Sequence[tuple[list[Cell], int]]) -> Iterator[RowsBand]:
    """Puts each cell at the first free column."""
    if not lines:
        return
    taken: list[set[int]] = [set() for _ in range(len(lines) + 64)]
    made = []
    for number, (cells, _) in enumerate(lines):
        placed = []
        for cell in cells:
            first = next(column for column in range(1, 99) if column not in taken[number])
            last = first + cell.at[1] - 1
            for below in range(cell.down):
                taken[number + below].update(range(first, last + 1))
            placed.append(replace(cell, at=(first, last)))
        made.append(Row(cells=tuple(placed)))
    yield RowsBand(kind="rows", rows=tuple(made))


def _spans(text: str) -> tuple[str, int, str]:
    wide = next((int(one) for one, _ in _SPAN.findall(text) if one), 1)
    down = next((two for _, two in _SPAN.findall(text) if two), "1")
    return _SPAN.sub("", text).strip(), wide, down


def _cell(text: str) -> Cell:
    text, wide, down = _spans(text)
    return Cell(at=(1, wide), down=int(down), **_content(text))


def _content(text: str) -> dict[str, Any]:
    if text == "()":
        return {"blank": True}
    if text.startswith("!"):
        return {"note": text[1:].strip()}
    if text.startswith("["):
        how, *keys = text.strip("[]").split()
        return {"computed": Computed(how=how, of=tuple(keys))}  # type: ignore[arg-type]
    if text.startswith("{") and "/" in text:
        words, _, key = text.strip("{}").rpartition(" ")
        return {"field": key, "choices": tuple(words.split("/"))}
    keys = template(text).keys
    if not keys:
        return {"label": text}
    owner = Owner.PROJECT if vocabulary().knows(Owner.PROJECT, keys[0]) else Owner.DOCUMENT
    return {"field": keys[0], "template": "{}" if text == f"{{{keys[0]}}}" else text, "owner": owner}


def _records(line: str, second: str) -> RecordsBand:
    settings: dict[str, Any] = {"header": 2 if second else 1}
    while match := re.match(r"(of|least|tail|header|each|where):(\S+)\s+", line):
        settings[match[1]] = _setting(match[1], match[2])
        line = line[match.end() :]
    parts = iter(_entries(second)) if second else iter(())
    columns: list[Column] = []
    side, at = None, 1
    for text, wide, down in _entries(line):
        if down == "*":
            side = SideLabel(at=(at, at + wide - 1), label=text)
            at += wide
        elif ">" in text or "=" in text or "?" in text or not second or down != "1":
            columns.append(_column(text, at, wide))
            at += wide
        else:
            end = at + wide
            while at < end:
                part, part_wide, _ = next(parts)
                columns.append(replace(_column(part, at, part_wide), under=text))
                at += part_wide
    return RecordsBand(kind="records", columns=tuple(columns), side=side, **settings)


def _setting(name: str, text: str) -> Any:
    if name == "where":
        field, _, one_of = text.partition("=")
        if field == "phase":
            return RecordFilter(phase=one_of)
        return RecordFilter(field=field, one_of=tuple(one_of.split("/")))
    return int(text) if name in ("least", "header") else text


def _entries(line: str) -> list[tuple[str, int, str]]:
    return [_spans(text.strip()) for text in line.split("|")]


def _column(text: str, at: int, wide: int) -> Column:
    entry = _ENTRY.fullmatch(text)
    assert entry, text
    place, label, merge = (at, at + wide - 1), entry["label"].strip(), bool(entry["merge"])
    match entry["how"]:
        case ">":
            key = entry["field"].removeprefix("!")
            return Column(at=place, label=label, field=key, merge=merge, project=key != entry["field"])
        case "=":
            return Column(at=place, label=label, fixed=entry["field"])
        case "?":
            return Column(at=place, label=label, field=entry["field"], choice=entry["choice"] or label, merge=merge)
    return Column(at=place, label=label, blank=True)
