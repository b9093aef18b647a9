"""What makes a form as a whole usable: its table is whole, it fits the paper, and every name in it means something.

A wrong name would print as a blank cell that nobody misses until the bureau sends the book back.
"""

from collections.abc import Collection, Iterator
from typing import Final

from perfdesk.forms.definition import Contents, Form, Level1, Level2, OwnField, Projects, Texts
from perfdesk.forms.names import no_fields, not_known
from perfdesk.forms.share_soundness import share_faults
from perfdesk.forms.style import PageSetup
from perfdesk.forms.table_soundness import AskedKeys, asked_by_table, table_faults
from perfdesk.forms.template import NUMBER, template
from perfdesk.model.fields import OWN, Owner
from perfdesk.model.vocabulary import vocabulary

_POINTS: Final = 72 / 25.4
# What stands for the page's number.
_PAGE: Final = "page"


def faults(form: Form) -> Iterator[str]:
    """What is wrong with a form, each as a Chinese clause that names the place; nothing if it can be used."""
    yield from table_faults(form.table)
    yield from share_faults(form)
    yield from _sizes(form)
    yield from _styles(form)
    yield from _own_fields(form)
    if sum(isinstance(part, Projects) for part in form.parts) == 1:
        yield from _keys(form)
        yield from _lines_around(form)
    else:
        yield 'parts 里要有一个、也只能有一个 kind = "projects"；几张表写在 table.bands 里，用 kind = "table" 分开'
    yield from _weights(form)
    if printed := sorted({*form.formerly.values()} & {*form.table.keys_of(Owner.PROJECT)}):
        yield f"formerly：表里还印着{'、'.join(printed)}"
    if form.table.grid and form.subject == "department":
        yield 'grid 是全部项目的表，不能和 subject = "department" 一起用'


def _sizes(form: Form) -> Iterator[str]:
    for where, page in _papers(form):
        if page.left + page.text_width > page.width or page.top + page.text_height > page.height:
            yield f"{where}：正文区域超出了纸张"
    table, room = form.table, min(page.text_height for page in form.papers) * _POINTS
    for number, (page, widths) in enumerate(zip(form.papers, form.grids, strict=True), 1):
        if sum(widths) > page.width * _POINTS:
            where = f"第 {number} 张表的 columns" if number > 1 else "table.columns"
            yield f"{where}：表宽 {sum(widths) / _POINTS:.0f} 毫米，超出了纸张"
    if table.line > room:
        yield "table：一行比一页还高"
    if table.highest * table.line > room:
        yield "table.bands：有一行的 lines 太大，比一页还高"
    lowest = min(page.text_height for _, page in _papers(form)) * _POINTS
    for name, style in form.styles.items():
        # Letters that hardly advance would fill a page with one paragraph.
        if -style.spacing > style.size / 2:
            yield f"styles.{name}：spacing 太小，字叠在一起"
        if style.before + style.line + style.after > lowest:
            yield f"styles.{name}：一行比一页还高"


def _papers(form: Form) -> Iterator[tuple[str, PageSetup]]:
    """The papers of a form and its parts, and where they stand."""
    yield "page", form.page
    yield from ((f"parts（{part.kind}）的 page", part.page) for part in form.parts if part.page)
    begins = (one.begins for one in form.table.parts if one.begins)
    yield from (('table.bands（kind = "table"）的 page', one.page) for one in begins if one.page)


# --- fields of the form's own ------------------------------------------------------------------------------------


def _own_fields(form: Form) -> Iterator[str]:
    """A key that another version of the program could come to know would change its kind under the form."""
    titles = {(field.owner, field.title): field.key for field in vocabulary().usual}
    seen: set[tuple[Owner, str]] = set()
    for number, one in enumerate(form.own_fields, 1):
        called = titles.setdefault((one.owner, one.title), one.key)
        told = "写了两遍" if (one.owner, one.key) in seen else _own_field(one)
        if not told and called != one.key:
            told = f"title“{one.title}”与字段“{called}”的名称相同"
        if told:
            yield f"own_fields 第 {number} 项（{one.key}）：{told}"
        seen.add((one.owner, one.key))


def _own_field(one: OwnField) -> str:
    """What is wrong with a field of the form's own by itself; "" if nothing is."""
    known = vocabulary()
    if one.title.split() != [one.title]:
        return "title 里不能有空格和换行"
    if not known.knows(one.owner, one.key):
        if one.key.startswith(OWN):
            return ""
        return f"{no_fields([one.key], [field.key for field in known.of(one.owner)])}；表样自己的字段以 {OWN} 开头"
    kind = known.kind(one.owner, one.key)
    return "" if one.kind in (None, kind) else f"kind 是 {kind}，不能改为 {one.kind}"


# --- names -------------------------------------------------------------------------------------------------------


def _keys(form: Form) -> Iterator[str]:
    yield from _page_number(form)
    for where, keys, owners in _asked(form):
        slots = (NUMBER,) if where == _AROUND and not form.table.grid else ()
        known = form.vocabulary
        strange = [key for key in keys if key not in slots and not any(known.knows(owner, key) for owner in owners)]
        if strange:
            there = [field.key for owner in owners for field in known.of(owner)]
            yield f"{where}：{no_fields(strange, [*there, *slots])}"


def _page_number(form: Form) -> Iterator[str]:
    usual = PageSetup()
    for where, page in [*_papers(form)][1:]:
        own = (page.number_style, page.number_text, page.number_outside)
        if own != (usual.number_style, usual.number_text, usual.number_outside):
            yield f"{where}：页码的样子写在表样的 page 里，这里不能写"
    if strange := [key for key in template(form.page.number_text).keys if key != _PAGE]:
        yield f"page.number_text：{not_known(strange, [_PAGE])}"


_AROUND: Final = "parts 里项目表上方和下方的文字"


def _asked(form: Form) -> Iterator[AskedKeys]:
    yield AskedKeys("required", form.required, (Owner.PROJECT,))
    yield AskedKeys("defaults", tuple(form.defaults), (Owner.DOCUMENT,))
    yield AskedKeys("starts", tuple({key for one in form.starts for key in one}), (Owner.INDICATOR,))
    yield AskedKeys("formerly", (*form.formerly, *form.formerly.values()), (Owner.PROJECT,))
    for _, line in form.lines:
        yield AskedKeys(f"parts 里的“{line.text}”", template(line.text).keys, (Owner.DOCUMENT,))
    # Around a table of all projects there is no project.
    owners = (Owner.DOCUMENT,) if form.table.grid else (Owner.PROJECT, Owner.DOCUMENT)
    for text in form.around:
        yield AskedKeys(_AROUND, template(text).keys, owners)
    for part in form.parts:
        if isinstance(part, Texts):
            yield AskedKeys("parts.sections", tuple(section.field for section in part.sections), (Owner.DOCUMENT,))
    yield from asked_by_table(form.table)


def _lines_around(form: Form) -> Iterator[str]:
    """A line of fields alone would be read from any text that stands there."""
    places = {"parts": (*form.projects.above, *form.projects.below), "table.bands": form.table.lines_between}
    for where, lines in places.items():
        for line in lines:
            # An empty line between two tables keeps them apart, and is read from nowhere.
            if not line.text.strip() and where == "table.bands":
                continue
            if not any(map(str.isalnum, "".join(literal for literal, _ in template(line.text).pieces))):
                yield f"{where} 里的“{line.text}”没有印好的字，装入时认不出来"


def _styles(form: Form) -> Iterator[str]:
    for where, names in _style_names(form):
        if strange := sorted({*names} - {*form.styles}):
            yield f"{where}：styles 里没有这个样式，{not_known(strange, form.styles)}"


def _style_names(form: Form) -> Iterator[tuple[str, Collection[str]]]:
    yield "page.number_style", [form.page.number_style]
    for part, line in form.lines:
        yield f"parts（{part.kind}）", [line.style]
    for part in form.parts:
        where = f"parts（{part.kind}）"
        match part:
            case Contents():
                yield where, [part.part_style, part.line_style]
            case Texts():
                yield where, [part.heading_style, part.lead_style, part.text_style]
            case Projects():
                yield where, [line.style for line in (part.heading, *part.above, *part.below)]
                yield where, [part.caption_style] if part.caption_style else []
    yield "table.bands", form.table.styles
    yield 'table.bands（kind = "table"）', [line.style for line in form.table.lines_between]


def _weights(form: Form) -> Iterator[str]:
    levels: list[Level1 | Level2] = [*form.levels, *(two for one in form.levels for two in one.children)]
    for level in levels:
        if level.weights is not None and level.weights[0] > level.weights[1]:
            yield f"levels“{level.name}”：weights 的最小值大于最大值"
