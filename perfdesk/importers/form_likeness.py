"""Measures how well a source fits a form: the share of the form's labels that the source has, and the share of the
source's labels that the form lacks. A foreign annex shares many labels with a known one. If it were read by that
form, the result would be wrong without a message."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from perfdesk.forms.bands import PLAIN
from perfdesk.forms.definition import Form
from perfdesk.forms.indicator_list import columns
from perfdesk.forms.template import template
from perfdesk.importers.grid import Grid, ImportFailure, Line, Source, label
from perfdesk.importers.known_labels import (
    LONGEST_LABEL,
    bare,
    bare_words,
    form_labels,
    is_column,
    is_label,
    labelled,
    spellings,
    title_in,
)
from perfdesk.importers.layout import read_slots
from perfdesk.importers.list_head import grids_by_use, split
from perfdesk.model.keys import NAMED_BY


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least share of the form's labels, and the highest share of labels in the source that the form lacks.

    `share` is for a source without a named form. `insisted` is enough if a person named the form.
    """

    share: float = 0.6
    foreign: float = 0.25
    insisted: float = 0.4


BOUNDS: Final = Bounds()
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class FormLikeness:
    """`share` of the form's labels are in the source, and `missing` are the others. `foreign` are labels that only
    the source has. `words` of the source may be labels, which the form lacks; `lines` is how many of the form's printed
    lines with a field in them the source has. Those two tell near forms apart and refuse nothing. `labels` is how many
    the form has, if they are not those of its table."""

    form: Form
    share: float
    missing: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    title: str = ""
    words: int = 0
    lines: int = 0
    labels: int = 0

    @property
    def foreign_share(self) -> float:
        """The share of the source's labels that the form lacks."""
        met = len(self.foreign) + round(self.share * len(list(labelled(self.form))))
        return len(self.foreign) / met if met else 0.0

    @property
    def agreement(self) -> float:
        """What both print among what either prints."""
        labels = self.labels or len(list(labelled(self.form)))
        either = labels + self.lines + self.words + len(self.foreign)
        return (self.share * labels + self.lines) / either

    @property
    def fit(self) -> tuple[bool, float, int]:
        """How well it fits, to compare it with other forms: that the annex bears no other title, how far they agree; of
        two that print the same labels, as a list has them, the newer form."""
        return not self.title, self.agreement, self.form.year

    @property
    def clear(self) -> bool:
        """Whether the labels show that the source is an annex of the form."""
        return not self.title and self.share >= BOUNDS.share and self.foreign_share <= BOUNDS.foreign


class Labels:
    """Everything in the cells of a source that may be a label, and the titles of annexes that have no form file."""

    def __init__(self, source: Source, wanted: Form | None = None) -> None:
        """Reads each cell once. `wanted` is the form that a person named."""
        elements, found = split(source.elements, wanted)
        annexes = [element for element in elements if isinstance(element, Grid)]
        lists, of_records = grids_by_use(found)
        # A list beside the annexes has the titles of fields, which say nothing about the annex.
        texts = set(_short_texts(annexes or lists or of_records))
        printed = frozenset(map(label, texts))
        self.seen = printed.union(map(label, _short_texts(lists)))
        # The kinds of records where there is nothing but lists of them.
        self.kinds = frozenset() if annexes or lists else frozenset(one.kind for one in found)
        self._printed = printed
        self.known = frozenset(text for text in printed if is_label(text))
        self._words = printed & bare_words()
        self._short = [text for text in texts if "\n" not in text]
        self._titles = list(_titles(source))

    def likeness(self, form: Form) -> FormLikeness:
        """How well the source fits a form."""
        own = list(labelled(form))
        # A table of all projects looks like a list.
        printed = self.seen if form.table.grid else self._printed
        missing = tuple(cell.label for cell in own if printed.isdisjoint(spellings(cell)))
        foreign = tuple(sorted(text for text in self.known if bare(text) not in form_labels(form)))
        title = next((title for line, title in self._titles if not _is_heading(form, line)), "")
        words = sum(text not in form_labels(form) for text in self._words)
        return FormLikeness(form, 1 - len(missing) / len(own), missing, foreign, title, words, self._lines_of(form))

    def _lines_of(self, form: Form) -> int:
        """How many cells with printed words and a field of the form the source has."""
        shapes = (template(cell.template) for cell in form.table.cells if cell.template != PLAIN)
        return sum(any(shape.read(text) is not None for text in self._short) for shape in shapes)

    def likeness_of_list(self, form: Form) -> FormLikeness:
        """The same for a plain list of indicators, which has the titles of fields as labels."""
        own = [bare(column.title) for column in columns(form)]
        missing = tuple(title for title in own if title not in self._printed)
        lacking = [text for text in self.known if bare(text) not in own]
        foreign = tuple(sorted(filter(is_column, lacking)))
        others = len(lacking) - len(foreign)
        return FormLikeness(form, 1 - len(missing) / len(own), missing, foreign, words=others, labels=len(own))

    def likeness_of_records(self, form: Form) -> FormLikeness:
        """The same for lists of records alone: all that they tell of the form is that it prints these kinds."""
        printed = [kind for kind in sorted(self.kinds) if form.table.keys_of(kind)]
        foreign = [form.vocabulary.title(kind, NAMED_BY[kind]) for kind in sorted(self.kinds) if kind not in printed]
        share = len(printed) / len(self.kinds)
        return FormLikeness(form, max(share, BOUNDS.insisted), (), tuple(foreign), labels=len(self.kinds))


def _short_texts(grids: Iterable[Grid]) -> Iterator[str]:
    cells = (cell for grid in grids for row in grid.rows for cell in row.cells)
    return (cell.text for cell in cells if len(cell.text) <= LONGEST_LABEL)


def _titles(source: Source) -> Iterator[tuple[str, str]]:
    """Short lines, and cells alone in their row, that are titles of annexes without a form."""
    for element in source.elements:
        if isinstance(element, Line):
            lines: Iterable[str] = [element.text]
        else:
            lines = [row.written[0].text for row in element.rows if len(row.written) == 1]
        for line in lines:
            if title := title_in(line):
                yield line, title


def _is_heading(form: Form, line: str) -> bool:
    """Whether a line is the form's own heading, or ends as that does: 青禾县项目支出绩效自评表."""
    if any(read_slots(one.text, line) is not None for one in form.table.lines_between):
        return True
    if bare(form.projects.heading.text).endswith(bare(title_in(line))):
        return True
    return read_slots(form.projects.heading.text, line) is not None or bare(line) in form_labels(form)


def refusal(path: Path, found: FormLikeness, met: Sequence[str] = (), doubled: Sequence[str] = ()) -> ImportFailure:
    """Why a source is not loaded: the form that fits best, and the differences. `met` are labels at places where the
    form has none. `doubled` are labels that stand more often than in the form."""
    form = found.form
    foreign = [text for text in dict.fromkeys((*met, *found.foreign)) if text not in doubled]
    differs = [f"是另一种表“{found.title}”"] if found.title else []
    if foreign:
        differs.append(f"有该表样没有的{_some(foreign)}")
    if doubled:
        differs.append(f"{_some(list(dict.fromkeys(doubled)))}重复，分不清是哪一栏")
    if found.missing:
        differs.append(f"缺少该表样的{_some(found.missing)}")
    closest = f"{path} 与已有表样都不相符，最接近“{form.title}”（{form.place}），但{'，'.join(differs)}，没有装入。"
    return ImportFailure(closest, form.id if found.share >= BOUNDS.insisted else "")


def unread_indicators(path: Path, found: FormLikeness) -> ImportFailure:
    """Why a source is not loaded that is like a form, but none of whose indicators the form can read: it is of another
    one, which prints its header otherwise."""
    form = found.form
    closest = f"{path} 与已有表样都不相符，最接近“{form.title}”（{form.place}），但按它一条指标也读不出，没有装入。"
    return ImportFailure(closest, form.id if found.share >= BOUNDS.insisted else "")


def _some(labels: Sequence[str]) -> str:
    """The first few by name, and how many there are."""
    named = "".join(f"“{' '.join(text.split())}”" for text in labels[:_NAMED])
    return f"{named}等 {len(labels)} 个栏目" if len(labels) > _NAMED else f"栏目{named}"
