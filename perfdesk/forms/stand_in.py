"""stand_in(document): the plain table by which a document is shown, edited and printed whose form is not here.

A colleague's office prints an annex that this computer has no form of. The file must open all the same, and nothing
of it may be lost; so a form is computed from the keys that its fields have. The document keeps its own form's name.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from perfdesk.forms.annex_table import Table
from perfdesk.forms.bands import Band, Cell, Column, RecordsBand, Row, RowsBand
from perfdesk.forms.definition import Form, Projects, Texts, TextSection
from perfdesk.forms.style import Align, FormLine, PageSetup, Style
from perfdesk.model.document import Document
from perfdesk.model.fields import BESIDE, RECORDS, ROW_OWNERS, Fields, Kind, Owner
from perfdesk.model.keys import NAME, NAMED_BY, TARGET
from perfdesk.model.vocabulary import row_title, vocabulary

# What is shown, in the order of Keys, of a file made to have thousands of keys; what is not shown is kept.
_MOST: Final = {Owner.DOCUMENT: 200, Owner.PROJECT: 200, **dict.fromkeys(ROW_OWNERS, 14)}
# What tells a project or an indicator from others has its place also while it is blank; so has what a record is called
# by, of the kinds that there are.
_ALWAYS: Final[Mapping[Owner, tuple[str, ...]]] = {
    Owner.DOCUMENT: (), Owner.PROJECT: (NAME,), Owner.INDICATOR: (NAME, TARGET),
    **{kind: (key,) for kind, key in NAMED_BY.items()},
}  # fmt: skip
# What the office wrote for itself, and what an import kept, prints in no form.
# With more columns than these the page lies on its side.
_UPRIGHT: Final = 8
_LONGEST_NAME: Final = 60
# How wide a column of indicators is against the others.
_WEIGHTS: Final = {Kind.LEVEL: 2, Kind.LONG: 4}
_USUAL_WEIGHT: Final = 3
_SIZE, _MARGIN, _POINTS = 10.5, 4.0, 72 / 25.4

_SIDEWAYS: Final = PageSetup(width=297, height=210, top=28, left=25, text_width=247, text_height=154)
_STYLES: Final = {
    "heading": Style(font="黑体", size=16, align=Align.CENTER, line=28, after=4, outline=1),
    "section": Style(font="黑体", size=14, line=28, outline=1),
    "text": Style(font="仿宋", size=14, line=28, indent=2),
    "page-number": Style(font="宋体", size=14, align=Align.CENTER, line=20),
}


class Keys(NamedTuple):
    """The keys that occur in a document's own fields, its projects, its indicators and its records, in printed order.
    There are none of the kinds of records that it has none of."""

    document: tuple[str, ...]
    project: tuple[str, ...]
    indicator: tuple[str, ...]
    tasks: tuple[str, ...] = ()
    schedule: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()

    def joined(self, other: "Keys") -> "Keys":
        """These and those of another version."""
        return Keys(*(_ordered(owner, (*a, *b)) for owner, a, b in zip(_MOST, self, other, strict=True)))

    @property
    def shown(self) -> "Keys":
        """Those for which there is room."""
        return Keys(*(keys[: _MOST[owner]] for owner, keys in zip(_MOST, self, strict=True)))


@dataclass(frozen=True, kw_only=True)
class StandIn(Form):
    """A form computed from `keys`, because the form called `id` is not on this computer or cannot be used."""

    keys: Keys
    # Why the document's own form cannot be used, a clause; "" if it is not here.
    why: str = ""

    # A dataclass would make one of its own, over all that it holds.
    __hash__ = Form.__hash__

    @property
    def notice(self) -> str:
        """What the user must know."""
        name = self.id[:_LONGEST_NAME]
        hidden = sum(map(len, self.keys)) - sum(map(len, self.keys.shown))
        more = f"栏目太多，有 {hidden} 个没有显示，保存时都在。" if hidden else ""
        why = self.why or f"本机没有表样“{name}”"
        return f"{why}，按普通表格显示；可以编辑、合并、保存，不会丢内容。{more}"


def stand_in(document: Document, why: str = "") -> StandIn:
    """The plain table for the keys that a document has."""
    return _made(document.form, _keys_of(document), why)


def grown(form: StandIn, before: Document, after: Document) -> StandIn:
    """The plain table for the next version of its document; the same object if that has no new keys.

    A key that was emptied keeps its place, or a cell would vanish while its text is being written anew.
    """
    old = set(map(id, before.projects))
    changed = after.with_projects(project for project in after.projects if id(project) not in old)
    keys = form.keys.joined(_keys_of(changed))
    return form if keys == form.keys else _made(form.id, keys, form.why)


def _keys_of(document: Document) -> Keys:
    there = {row.owner for project in document.projects for row in project.records}
    met = {
        owner: (*_ALWAYS[owner], *keys_of(document, owner)) for owner in _MOST if owner not in RECORDS or owner in there
    }
    return Keys(*(_ordered(owner, met.get(owner, ())) for owner in _MOST))


def keys_of(document: Document, owner: Owner) -> list[str]:
    """The keys that a kind of node has in this document, in the order in which they are met.

    Answers and open questions are left out, for they print nowhere; a key without a name cannot.
    """
    found: dict[str, None] = {}
    for fields in _nodes(document, owner):
        found.update(dict.fromkeys(fields))
    return [key for key in found if key and not key.startswith(BESIDE)]


def _nodes(document: Document, owner: Owner) -> Iterable[Fields]:
    match owner:
        case Owner.DOCUMENT:
            return (document.fields,)
        case Owner.PROJECT:
            return (project.fields for project in document.projects)
        case _:
            return (row.fields for project in document.projects for row in project.rows_of(owner))


def own_keys(owner: Owner, fields: Fields) -> list[str]:
    """The keys of a kind of node that are not among the usual fields."""
    usual = {field.place for field in vocabulary().usual}
    return [key for key in fields if (owner, key) not in usual and not key.startswith(BESIDE)]


def _ordered(owner: Owner, keys: Iterable[str]) -> tuple[str, ...]:
    """Each once: those of the vocabulary in its order, then the others as they came."""
    order = vocabulary().order
    return tuple(sorted(dict.fromkeys(keys), key=lambda key: order.get((owner, key), len(order))))


def _made(name: str, keys: Keys, why: str) -> StandIn:
    shown = keys.shown
    own = shown.document
    page = PageSetup() if max(map(len, shown[2:])) <= _UPRIGHT else _SIDEWAYS
    tables = Projects(kind="projects", heading=FormLine(text="{number}. {name}", style="heading"))
    return StandIn(
        id=name, title="普通表格", place="", year=0, page=page, styles=_STYLES, levels=(), required=(),
        parts=(_front(own), tables) if own else (tables,), table=_table(shown, page), keys=keys, why=why,
    )  # fmt: skip


def _front(keys: Sequence[str]) -> Texts:
    sections = tuple(TextSection(heading=vocabulary().title(Owner.DOCUMENT, key), field=key) for key in keys)
    return Texts(kind="texts", titles=(), sections=sections, heading_style="section", lead_style="text",
                 text_style="text")  # fmt: skip


def _table(keys: Keys, page: PageSetup) -> Table:
    last = max(map(len, keys[2:]))
    labels = 1 if last < 4 else 2
    rows = (_row(vocabulary().title(Owner.PROJECT, key), key, labels, last) for key in keys.project)
    records = (band for kind, own in zip(RECORDS, keys[3:], strict=True) if own for band in _records(kind, own, last))
    bands = (RowsBand(kind="rows", rows=tuple(rows)), *records, _band(Owner.INDICATOR, keys.indicator, last))
    weights = [_WEIGHTS.get(vocabulary().kind(Owner.INDICATOR, key), _USUAL_WEIGHT) for key in keys.indicator]
    weights = weights if len(weights) == last else [1] * last
    room = page.text_width * _POINTS - last * 2 * _MARGIN
    return Table(
        columns=tuple(room * weight / sum(weights) / _SIZE for weight in weights), font="宋体", size=_SIZE, line=20,
        margin=_MARGIN, bands=bands, repeat_header=True,
    )  # fmt: skip


def _records(kind: Owner, keys: Sequence[str], last: int) -> Iterator[Band]:
    """What the records are, and a row for each."""
    yield RowsBand(kind="rows", rows=(Row(cells=(Cell(at=(1, last), label=row_title(kind)),)),))
    yield _band(kind, keys, last)


def _band(owner: Owner, keys: Sequence[str], last: int) -> RecordsBand:
    """Columns of one width each, as far as the table's own allow it."""
    of = "indicators" if owner is Owner.INDICATOR else owner.value
    ends = [(at + 1) * last // len(keys) for at in range(len(keys))]
    columns = tuple(
        _column((first + 1, end), owner, key) for first, end, key in zip((0, *ends), ends, keys, strict=False)
    )
    return RecordsBand(kind="records", of=of, columns=columns)  # type: ignore[arg-type]


def _row(title: str, key: str, labels: int, last: int) -> Row:
    return Row(cells=(Cell(at=(1, labels), label=title), Cell(at=(labels + 1, last), field=key, align=Align.LEFT)))


def _column(at: tuple[int, int], owner: Owner, key: str) -> Column:
    field = vocabulary().field(owner, key)
    levels = field.kind is Kind.LEVEL
    align = Align.CENTER if levels else Align.LEFT
    return Column(at=at, label=field.title, field=key, merge=levels, align=align)
