"""Where each text, line and box stands on paper, kept as text, so that a review sees each change of the drawing.

`pytest tests/paper/test_drawn.py --rewrite-golden` writes the files anew; the diff is read before it is committed.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from notation import document as written
from pencil import Pencil
from reviewed import EXAMPLES, GOLDEN, assert_as_reviewed

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document
from perfdesk.paper.pages import anchors, pages
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
