"""What a form is: plain values, which importing and passing on costs nothing. `schema` makes them of a form file
(resources/forms/*.toml) within the limits that stand here; whether a form as a whole is usable is for `soundness` to
say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from perfdesk.forms.annex_table import Table
from perfdesk.forms.limits import Limits, Weights
from perfdesk.forms.original import Original
from perfdesk.forms.style import FormLine, Lines, PageSetup, Style
from perfdesk.forms.template import template
from perfdesk.model.fields import Kind, Owner
from perfdesk.model.form_copy import NO_COPY, FormCopy
from perfdesk.model.keys import GOAL_NUMBER, LEVEL1, LEVEL2, LEVELS, UNIT
from perfdesk.model.vocabulary import Field as KnownField
from perfdesk.model.vocabulary import Vocabulary, vocabulary


@dataclass(frozen=True, kw_only=True)
class Level2:
    """A 二级指标: its name, the mark this form prints behind it, whether an indicator of it must exist.

    `start` puts an empty one into a new project's table although it may be left out. `weights` are the least and the
    most that the weights of its indicators may add up to.
    """

    name: str
    mark: str = ""
    mandatory: bool = False
    start: bool = False
    weights: Weights | None = None


@dataclass(frozen=True, kw_only=True)
class Level1:
    """A 一级指标 with its 二级指标; `mandatory` asks for at least one indicator below it, whichever.

    `mark` is printed behind its name, as its points are: （50分）. `weights` are those of all indicators below it.
    """

    name: str
    mark: str = ""
    mandatory: bool = False
    weights: Weights | None = None
    children: Annotated[tuple[Level2, ...], Limits(longest=100)]


@dataclass(frozen=True, kw_only=True)
class Cover:
    """A page without number."""

    kind: Literal["cover"]
    page: PageSetup | None = None
    lines: Lines
    foot: Lines = ()


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The table of contents, on pages without number."""

    kind: Literal["contents"]
    page: PageSetup | None = None
    title: FormLine
    part_style: str
    line_style: str


@dataclass(frozen=True, kw_only=True)
class TextSection:
    """One long text of the department: a heading that the contents list, a lead-in, and the field."""

    heading: str
    lead: str = ""
    field: str


@dataclass(frozen=True, kw_only=True)
class Texts:
    """A part made of long texts. `restart` counts pages from 1 here; `own_page` gives the titles a page."""

    kind: Literal["texts"]
    page: PageSetup | None = None
    titles: Lines
    sections: Annotated[tuple[TextSection, ...], Limits(longest=500)]
    heading_style: str
    lead_style: str
    text_style: str
    own_page: bool = False
    restart: bool = False


@dataclass(frozen=True, kw_only=True)
class Projects:
    """The part with the tables, one project a page. Above each table stand its `heading`, the lines `above`, and `left`
    and `right` on one line; the lines `below` follow it. All have slots for fields of the project or the document. So
    many of the lines `above` as `over_heading` says stand over the heading: 附件2."""

    kind: Literal["projects"]
    page: PageSetup | None = None
    titles: Lines = ()
    own_page: bool = False
    restart: bool = False
    numbered: bool = True
    heading: FormLine
    above: Annotated[tuple[FormLine, ...], Limits(longest=10)] = ()
    over_heading: Annotated[int, Limits(least=0, most=10)] = 0
    left: str = ""
    right: str = ""
    caption_style: str = ""
    below: Annotated[tuple[FormLine, ...], Limits(longest=20)] = ()

    @property
    def around(self) -> tuple[str, ...]:
        """The texts that print with each table, above it and below."""
        lines = (line.text for line in (*self.above, *self.below))
        return tuple(dict.fromkeys((self.heading.text, self.left, self.right, *lines)))


_Percent = Annotated[int, Limits(least=0, most=100)]


@dataclass(frozen=True, kw_only=True)
class OwnField:
    """A field that the vocabulary lacks, as a form brings it, with a key that begins with `own.`, which the vocabulary
    will never have; of a field that it has, what this form calls it."""

    key: Annotated[str, Limits(longest=60, pattern=r"^[a-z0-9]\w*(\.\w+){0,3}$")]
    owner: Owner
    title: Annotated[str, Limits(shortest=1, longest=60)]
    kind: Kind | None = None


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """How a self-evaluation is scored: the marks for spending the money, the share of a target in per cent beyond which
    a reason is asked for, and from how many per cent of the marks on the grades 优, 良 and 中 are given."""

    execution: Annotated[int, Limits(least=0, most=1000)] = 10
    beyond: Annotated[int, Limits(least=100, most=10_000)] = 130
    grades: tuple[_Percent, _Percent, _Percent] = (90, 80, 60)


# A part says by its `kind` which it is; its pages lie as its own `page` says, where it has one.
Part = Cover | Contents | Texts | Projects


# Points.
_NEARLY = 2.0
# Marks what is known of a form besides what its file says.
NOT_IN_FILE: Final[Mapping[str, Any]] = MappingProxyType({"in_file": False})


@dataclass(frozen=True, kw_only=True)
class Form:
    """An annex as a county prints it. The `subject` of its table is each project; or the department, whose fields and
    rows are those of the document's only project.

    `stage` is what the annex is about: the goals, what has become of them in mid-year, or at the end. `scoring` stands
    in forms that give marks. `weight_total` is what all weights add up to; None if the form does not say. `formerly`
    says which fields of a project an earlier version of the form printed in the place of others: the old key of each
    new one. `starts` are rows that a project begins with besides those of the levels, as its paper names them.
    `replaces` is the id of the form in whose place the user has put it.
    """

    id: str
    title: str
    place: str
    year: Annotated[int, Limits(least=0, most=9999)]
    page: PageSetup = field(default_factory=PageSetup)
    styles: Annotated[dict[str, Style], Limits(longest=200)]
    levels: Annotated[tuple[Level1, ...], Limits(longest=100)]
    required: Annotated[tuple[str, ...], Limits(longest=200)]
    subject: Literal["projects", "department"] = "projects"
    money_unit: str = "万元"
    weight_total: Annotated[int, Limits(least=0, most=1000)] | None = None
    stage: Literal["goal", "monitoring", "evaluation"] = "goal"
    scoring: Scoring | None = None
    defaults: Annotated[dict[str, str], Limits(longest=200)] = field(default_factory=dict)
    starts: Annotated[tuple[dict[str, str], ...], Limits(longest=100)] = ()
    replaces: Annotated[str, Limits(longest=100)] = ""
    formerly: Annotated[dict[str, str], Limits(longest=20)] = field(default_factory=dict)
    own_fields: Annotated[tuple[OwnField, ...], Limits(longest=200)] = ()
    parts: Annotated[tuple[Part, ...], Limits(longest=20)]
    table: Table
    original: Original | None = None
    # The files that it was read from, and the digest of what they say; a form file does not say these.
    copy: FormCopy = field(default=NO_COPY, compare=False, repr=False, metadata=NOT_IN_FILE)
    digest: str = field(default="", compare=False, repr=False, metadata=NOT_IN_FILE)

    @property
    def prescribes(self) -> bool:
        """Whether it says what must be filled in. A learned form does not: it knows what is printed, and no rules of
        the bureau."""
        return bool(self.required)

    @property
    def of_department(self) -> bool:
        """Whether a document of it has one project, which stands for the department."""
        return self.subject == "department"

    def on(self, paper: PageSetup | None) -> "Form":
        """The form as it lies on pages of a part with its own paper. How pages are numbered says the form's own."""
        return self if paper is None else _on_paper(self, paper)

    @property
    def laid(self) -> "Form":
        """The form as its tables lie."""
        return self.on(self.projects.page)

    def __hash__(self) -> int:
        """By id, so that what follows from a form alone is worked out once and kept."""
        return hash(self.id)

    def __getstate__(self) -> dict[str, Any]:
        """What another process gets: the form, without what was worked out from it here. Of its files the digests are
        enough there."""
        return {one.name: getattr(self, one.name) for one in fields(self)} | {"copy": self.copy.bare}

    @cached_property
    def papers(self) -> tuple[PageSetup, ...]:
        """On which paper each of its tables lies."""
        own = next((part.page for part in self.parts if isinstance(part, Projects) and part.page), self.page)
        return tuple(one.begins.page if one.begins and one.begins.page else own for one in self.table.parts)

    @cached_property
    def grids(self) -> tuple[tuple[float, ...], ...]:
        """Whole widths of the columns of each of its tables in points, margins included. A table that nearly fills the
        text area fills it: on paper, in Word and on screen the same, or lines would break differently."""
        return tuple(self._grid(one.columns, page) for one, page in zip(self.table.parts, self.papers, strict=True))

    def _grid(self, columns: Sequence[float], page: PageSetup) -> tuple[float, ...]:
        widths = [width * self.table.size + 2 * self.table.margin for width in columns]
        total, room = sum(widths), page.text_width * 72 / 25.4
        scale = room / total if abs(room - total) <= _NEARLY else 1.0
        return tuple(width * scale for width in widths)

    @property
    def widths(self) -> tuple[float, ...]:
        """Those of its first table."""
        return self.grids[0]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The fields that are known where this form is: the program's, and its own."""
        own = (KnownField(one.key, one.title, one.owner, one.kind or Kind.TEXT) for one in self.own_fields)
        return vocabulary().with_own(own) if self.own_fields else vocabulary()

    @cached_property
    def class_keys(self) -> tuple[str, ...]:
        """The fields that say the class of an indicator; where it prints two phases side by side, those of both."""
        kind = self.vocabulary.kind
        printed = (key for key in self.table.keys_of(Owner.INDICATOR) if kind(Owner.INDICATOR, key) is Kind.LEVEL)
        return tuple(dict.fromkeys((*LEVELS, *printed)))

    def alike(self, owner: Owner) -> tuple[str, ...]:
        """The fields in which a new row of a kind says what the one beside it does, so that it stands there too."""
        own = (*self.class_keys, GOAL_NUMBER) if owner is Owner.INDICATOR else ()
        shares = self.table.shares.get(owner)
        return (*own, shares.field) if shares and shares.field else own

    @cached_property
    def marks(self) -> dict[str, dict[str, str]]:
        """The printed marks, by the name behind which they stand, of each 一级指标 and of each 二级指标."""
        children = [child for level in self.levels for child in level.children]
        return {
            LEVEL1: {level.name: level.mark for level in self.levels if level.mark},
            LEVEL2: {child.name: child.mark for child in children if child.mark},
        }

    @cached_property
    def projects(self) -> Projects:
        """The part that holds the tables."""
        return next(part for part in self.parts if isinstance(part, Projects))

    @cached_property
    def around(self) -> tuple[str, ...]:
        """The texts that print with each project outside of the rows: above its tables, between them, below."""
        return tuple(dict.fromkeys((*self.projects.around, *(line.text for line in self.table.lines_between))))

    @cached_property
    def document_keys(self) -> tuple[str, ...]:
        """The document's fields that this form prints: in vocabulary order, then those it does not know."""
        printed = dict.fromkeys(_document_keys(self))
        known = [f.key for f in self.vocabulary.of(Owner.DOCUMENT) if f.key in printed]
        return tuple(dict.fromkeys((*known, *printed)))

    @cached_property
    def sections(self) -> tuple[TextSection, ...]:
        """The department's own texts, as they are printed."""
        return tuple(section for part in self.parts if isinstance(part, Texts) for section in part.sections)

    @cached_property
    def unit_keys(self) -> tuple[str, ...]:
        """Which of the unit's code and name stand around each project's table."""
        printed = {key for text in self.around for key in template(text).keys}
        return tuple(key for key in UNIT if key in printed)

    @property
    def lines(self) -> Iterator[tuple[Part, FormLine]]:
        """The lines of each part but what stands above each project; their fields are the document's."""
        for part in self.parts:
            match part:
                case Cover():
                    yield from ((part, line) for line in (*part.lines, *part.foot))
                case Contents():
                    yield part, part.title
                case Texts() | Projects():
                    yield from ((part, line) for line in part.titles)


@lru_cache(maxsize=64)
def _on_paper(form: Form, paper: PageSetup) -> Form:
    own = form.page
    page = replace(paper, number_style=own.number_style, number_text=own.number_text, number_outside=own.number_outside)
    return replace(form, page=page)


def _document_keys(form: Form) -> Iterator[str]:
    texts = [line.text for _, line in form.lines]
    for text in (*texts, *form.around):
        yield from (key for key in template(text).keys if form.vocabulary.knows(Owner.DOCUMENT, key))
    yield from (section.field for section in form.sections)
    yield from form.table.keys_of(Owner.DOCUMENT)
