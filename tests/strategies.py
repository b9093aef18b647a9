"""Documents and edits made by chance."""

from collections.abc import Callable
from functools import cache

from hypothesis import strategies as st

from perfdesk.model.document import Document, Indicator, Project, Record, in_order
from perfdesk.model.edits import (
    AddIndicator,
    AddProject,
    AddProjects,
    AddRecord,
    Duplicate,
    Edit,
    Move,
    Remove,
    ReplaceContent,
    SetFields,
    Several,
)
from perfdesk.model.fields import RECORDS, Fields, Owner
from perfdesk.model.vocabulary import Field, vocabulary

# Ordinary words, what clerks type, and what gets pasted.
TEXTS = st.one_of(
    st.sampled_from(["", "1.80", "≥95%", "≤10万元", "第一行\n第二行", "数量指标", "=1+1", "<b>&\"'", " 前后 "]),
    st.text(max_size=12),
)
LEVELS = {"level1": ["产出指标", "效益指标", ""], "level2": ["数量指标", "质量指标", "社会效益指标", ""]}


# Drawn like everything else, so that the same case is the same when it is tried again.
IDS = st.uuids(version=4).map(str)


def _shown(owner: Owner) -> list[Field]:
    """The fields that most documents have; of records, which only some forms print, all."""
    return [field for field in vocabulary().of(owner) if owner in RECORDS or not field.on_request]


@cache  # hypothesis checks each strategy that it has not seen, which takes longer than to draw from it
def _fields(owner: Owner) -> st.SearchStrategy[Fields]:
    keys = [field.key for field in _shown(owner) if field.key not in LEVELS]
    levels = {key: st.sampled_from(texts) for key, texts in LEVELS.items()} if owner is Owner.INDICATOR else {}
    some = st.dictionaries(st.sampled_from(keys), TEXTS, max_size=4)
    return st.builds(lambda one, two: Fields({**one, **two}), some, st.fixed_dictionaries({}, optional=levels))


INDICATORS = st.builds(Indicator, IDS, _fields(Owner.INDICATOR))
RECORD = st.sampled_from(RECORDS).flatmap(lambda kind: st.builds(Record, st.just(kind), IDS, _fields(kind)))
PROJECTS = st.builds(
    Project,
    IDS,
    _fields(Owner.PROJECT),
    st.lists(INDICATORS, max_size=4).map(tuple),
    records=st.just(()) | st.lists(RECORD, max_size=3).map(in_order),
)


@cache
def documents(form: str = "hebei-book-2024", projects: int = 4) -> st.SearchStrategy[Document]:
    """Documents of a form with up to so many projects."""
    return st.builds(
        Document,
        IDS,
        st.just(form),
        _fields(Owner.DOCUMENT),
        st.lists(PROJECTS, max_size=projects).map(tuple),
    )


def _nodes(document: Document) -> st.SearchStrategy[str]:
    return st.sampled_from([document.id, "nowhere", *document.places])


def _projects(document: Document) -> st.SearchStrategy[str]:
    return st.sampled_from(["nowhere", *(project.id for project in document.projects)])


def _rows(document: Document) -> st.SearchStrategy[str]:
    return st.sampled_from(["nowhere", *(row.id for project in document.projects for row in project.rows)])


KEYS = st.sampled_from([field.key for owner in Owner for field in _shown(owner)])
KINDS = st.sampled_from(RECORDS)
NONE = st.none()
PROJECT_ADDITIONS = st.builds(AddProjects, st.lists(PROJECTS, max_size=2).map(tuple))
REPLACEMENTS = st.builds(ReplaceContent, documents())
# Each kind of edit on its own, so that only the one that is drawn has to be put together for the document.
EDITS: list[Callable[[Document], st.SearchStrategy[Edit]]] = [
    lambda d: st.builds(SetFields, st.dictionaries(st.tuples(_nodes(d), KEYS), TEXTS, max_size=4)),
    lambda d: st.builds(AddProject, IDS, _fields(Owner.PROJECT), NONE | _projects(d)),
    lambda d: st.builds(AddIndicator, IDS, _projects(d), _fields(Owner.INDICATOR), NONE | _rows(d)),
    lambda d: st.builds(AddRecord, IDS, _projects(d), KINDS, st.just(Fields({"item": "办公"})), NONE | _rows(d)),
    lambda _: PROJECT_ADDITIONS,
    lambda d: st.just(AddProjects(d.projects[:2])),
    lambda _: REPLACEMENTS,
    lambda d: st.builds(Remove, st.frozensets(_nodes(d), max_size=3)),
    lambda d: st.builds(Duplicate, st.lists(st.tuples(_nodes(d), IDS), max_size=2).map(tuple)),
    lambda d: st.builds(Move, st.lists(_projects(d), max_size=3).map(tuple), NONE, NONE | _projects(d)),
    lambda d: st.builds(Move, st.lists(_rows(d), max_size=3).map(tuple), _projects(d), NONE | _rows(d)),
    lambda d: st.builds(lambda text: Several((SetFields({(d.id, "compiler"): text}),), "一起"), TEXTS),
]


@st.composite
def edits(draw: st.DrawFn, document: Document) -> Edit:
    """Any edit of this document, among them ones that name nodes that are not there."""
    return draw(draw(st.sampled_from(EDITS))(document))
