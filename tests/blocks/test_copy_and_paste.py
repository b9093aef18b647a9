"""Copy and paste at the same place changes nothing: every rectangle of every form, in 表样 and 清单."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notation import document as written
from strategies import documents

from perfdesk.blocks.block import Block, BlockCell
from perfdesk.blocks.clip import Clip, read_clip
from perfdesk.blocks.destination import Destination, ListDestination, Place, SheetDestination
from perfdesk.blocks.html_writer import html_of
from perfdesk.blocks.paste_plan import Aim, PastePlan, plans
from perfdesk.blocks.tab_separated import text_of
from perfdesk.forms.loader import form, forms
from perfdesk.forms.sheet import Sheet, front_sheet, sheet
from perfdesk.model.document import Document
from perfdesk.model.fields import Owner

BOOK = """
department_name=青禾县档案馆 | overall_goal=保管好每一卷档案。
# 网站维护费 | budget_total=22.20 | purpose=用于网站的日常维护。 | goal=全年稳定运行
- 数量 | 维护次数 | ≥4次 | description=全年到场维护的次数
- 数量 | 网站数量 | 1个
- 质量 | 正常运行率 | ≥95% | basis=运维合同
- 社会 | 访问人次 | ≥1万人次
"""


def places(shown: Sheet, rows: range, columns: range) -> list[Place]:
    """The cells of a rectangle, made larger until no cell reaches over its edges, as a drag with the mouse selects."""
    while True:
        met = [
            one
            for one in shown.cells
            if one.row < rows.stop
            and rows.start < one.row + one.rows
            and one.column < columns.stop
            and columns.start < one.column + one.columns
        ]
        wider = (
            range(min(one.row for one in met), max(one.row + one.rows for one in met)),
            range(min(one.column for one in met), max(one.column + one.columns for one in met)),
        )
        if wider == (rows, columns):
            return [(one.row, one.column) for one in met]
        rows, columns = wider


def pasted(block: Block, table: Destination, anchor: Place) -> PastePlan:
    """The plan after the block has been on the clipboard as HTML and text."""
    clip = read_clip(html_of(block), text_of(block))
    assert clip.block == block
    assert clip.ours
    return plans(clip, Aim(table, anchor, (), range(table.rows)))[0]


def rectangles(rows: int, columns: int) -> Iterator[tuple[range, range]]:
    for top in range(rows):
        for bottom in range(top + 1, rows + 1):
            for left in range(columns):
                for right in range(left + 1, columns + 1):
                    yield range(top, bottom), range(left, right)


def check(table: Destination, document: Document, chosen: list[Place]) -> None:
    plan = pasted(table.copied(chosen), table, min(chosen))
    # Labels alone and blanks alone are refused in a sentence, which changes nothing either.
    if not plan.refusal:
        assert plan.edit().apply(document) is document
        assert plan.plain


@pytest.mark.parametrize("form_id", sorted(forms()))
def test_every_rectangle_of_an_annex_comes_back_to_its_place(form_id: str) -> None:
    document = written(BOOK, form_id)
    shown = sheet(form(form_id), document, document.projects[0])
    table = SheetDestination(form(form_id), document, shown)
    tried = {tuple(places(shown, *one)) for one in rectangles(shown.rows, len(shown.widths))}
    for chosen in tried:
        check(table, document, list(chosen))
    assert len(tried) > 100


@pytest.mark.parametrize("form_id", sorted(forms()))
def test_so_does_every_rectangle_of_the_cover(form_id: str) -> None:
    document = written(BOOK, form_id)
    shown = front_sheet(form(form_id), document)
    table = SheetDestination(form(form_id), document, shown)
    for one in rectangles(shown.rows, 2):
        check(table, document, places(shown, *one))


def listing(document: Document) -> ListDestination:
    layout = form(document.form)
    rows = [row.id for project in document.projects for row in project.indicators]
    keys = ("project", *layout.table.keys_of(Owner.INDICATOR))
    heads = {"project": lambda row: (document.project(rows[row]) or document.projects[0]).name}
    return ListDestination(layout, document, rows, keys, heads)


@given(documents(), st.data())
@settings(max_examples=60)
def test_whatever_the_texts_are(document: Document, data: st.DataObject) -> None:
    """Also with line ends where a field has none, blanks, markup and spaces that HTML folds."""
    layout = form(document.form)
    for project in document.projects:
        shown = sheet(layout, document, project)
        rows = sorted(data.draw(st.tuples(*[st.integers(0, shown.rows - 1)] * 2)))
        columns = sorted(data.draw(st.tuples(*[st.integers(0, len(shown.widths) - 1)] * 2)))
        chosen = places(shown, range(rows[0], rows[1] + 1), range(columns[0], columns[1] + 1))
        check(SheetDestination(layout, document, shown), document, chosen)


@given(documents(), st.data())
@settings(max_examples=60)
def test_so_it_is_in_the_list(document: Document, data: st.DataObject) -> None:
    table = listing(document)
    if table.rows == 0:
        return
    rows = sorted(data.draw(st.tuples(*[st.integers(0, table.rows - 1)] * 2)))
    columns = sorted(data.draw(st.tuples(*[st.integers(0, len(table.across(0)) - 1)] * 2)))
    chosen = [(r, c) for r in range(rows[0], rows[1] + 1) for c in range(columns[0], columns[1] + 1)]
    check(table, document, chosen)


@given(documents(), st.data())
@settings(max_examples=60)
def test_cells_picked_here_and_there_come_back_too(document: Document, data: st.DataObject) -> None:
    """As they were cut: between them is nothing, and nothing changes nothing."""
    table = listing(document)
    if table.rows == 0:
        return
    everywhere = [(cell.row, cell.column) for row in range(table.rows) for cell in table.across(row)]
    some = data.draw(st.lists(st.sampled_from(everywhere), min_size=1, max_size=6, unique=True))
    block = table.copied(some)
    top, left = min(row for row, _ in some), min(column for _, column in some)
    plan = pasted(block, table, (top, left))
    if not plan.refusal:
        assert plan.edit().apply(document) is document


TEXT = st.text(st.sampled_from("甲乙 a\n\xa0\u3000<&;\"'=.#😀"), max_size=6)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """Blocks with spans and with places that are nothing."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    free = {(r, c) for r in range(rows) for c in range(columns)}
    cells = []
    while free:
        row, column = min(free)
        tall, wide = draw(st.integers(1, rows - row)), draw(st.integers(1, columns - column))
        own = {(r, c) for r in range(row, row + tall) for c in range(column, column + wide)}
        if not own <= free:
            tall = wide = 1
            own = {(row, column)}
        free -= own
        if not (tall == wide == 1) or draw(st.integers(0, 5)):
            cells.append(BlockCell(row, column, tall, wide, draw(TEXT)))
    return Block.of_cells(cells)


@given(blocks())
@settings(max_examples=150)
def test_a_block_comes_back_from_html_to_the_letter(block: Block) -> None:
    if block.cells:
        assert read_clip(html_of(block), "") == Clip(text_of(block), block, (block,), ours=True)
