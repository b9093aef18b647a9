"""Where each text, line and box stands on paper, kept as text, so that a review sees each change of the drawing.

`pytest tests/paper/test_drawn.py --rewrite-golden` writes the files anew; the diff is read before it is committed.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from chance import books
from notation import document as written
from pencil import Pencil
from reviewed import EXAMPLES, GOLDEN, assert_as_reviewed, digests

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.paper.breaking import measure
from perfdesk.paper.pages import Page, TextPiece, anchors, pages
from perfdesk.paper.painter import paint
from perfdesk.paths import resources

# Lines that are stretched, Latin among Chinese, a row higher than a page, a table that goes on below its header.
ODD = f"""
department_name=青禾县档案馆 | fiscal_year=2031 | overall_goal={"目" * 25 + "标，" + "目" * 28 + "ISO9001" + "标" * 10}
# 档案APP维护 | goal={"保障" * 19 + "运行，" + "全年" * 30} | budget_total=12.50
- 数量 | 份数 | ≥1,200份 | basis={"按计划" * 90}
""" + "\n".join(f"- 质量 | 第{number}项完好率 | ≥95% | basis=按计划" for number in range(26))


def drawn(layout: Form, document: Document) -> Iterator[str]:
    numbers = anchors(layout, document)
    for at, page in enumerate(pages(layout, document), 1):
        pencil: Any = Pencil()
        paint(pencil, layout, page, numbers)
        yield f"sheet {at}"
        yield from pencil.notes


@pytest.mark.parametrize("width", [156.0, 156.5, 157.0, 157.5, 158.0])
@pytest.mark.parametrize("entry", ["一二三四", "一二三四a"])
@pytest.mark.usefixtures("qapp")
def test_dots_lead_from_behind_the_text_to_the_page_number(width: float, entry: str) -> None:
    """Half a character or a little more stands free before them, and half a one behind them."""
    layout = form("hebei-book-2024")
    layout = replace(layout, page=replace(layout.page, text_width=width))
    size = layout.styles["text"].size
    pencil: Any = Pencil()
    paint(
        pencil,
        layout,
        Page(None, [TextPiece(0, "text", (entry,), first=False, right="_Toc", leader=True)]),
        {"_Toc": 12},
    )
    texts = [(float(note.split(",")[0]), note.rpartition(": ")[2]) for note in pencil.notes]
    start, (dots, row), (number, _) = texts[0][0], texts[-2], texts[-1]
    assert texts[-1][1] == "12"
    assert set(row) == {"."}
    assert 0.5 <= round((dots - start) / size - measure(entry), 3) < 1
    assert (number - dots) / size - len(row) / 2 == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.usefixtures("qapp")
def test_all_stands_where_was_reviewed(request: pytest.FixtureRequest, name: str) -> None:
    whole = read_source(resources() / "examples" / f"{name}.txt").document
    document = whole.with_projects(whole.projects[:2])
    assert_as_reviewed(request, GOLDEN / document.form / "drawn.txt", drawn(form(document.form), document))


@pytest.mark.parametrize("name", ["hebei-book-2024", "ningxia-annex2-2024"])
@pytest.mark.usefixtures("qapp")
def test_what_is_long_or_mixed_stands_where_was_reviewed(request: pytest.FixtureRequest, name: str) -> None:
    document = replace(written(ODD), form=name)
    layout = form(name)
    layout = replace(layout, page=replace(layout.page, number_outside=True))
    assert_as_reviewed(request, GOLDEN / name / "drawn-odd.txt", drawn(layout, document))


@pytest.mark.parametrize("name", ["hebei-book-2024", "ningxia-annex2-2024"])
@pytest.mark.usefixtures("qapp")
def test_of_many_documents_all_stands_where_was_reviewed(request: pytest.FixtureRequest, name: str) -> None:
    lines = (line for one in books(name) for line in digests(one.id, drawn(form(name), one)))
    assert_as_reviewed(request, GOLDEN / name / "drawn-of-many.txt", lines)
