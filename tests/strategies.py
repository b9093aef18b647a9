"""Documents and edits made by chance."""

from hypothesis import strategies as st

from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.edits import (
    AddIndicator,
    AddProject,
    AddProjects,
    Duplicate,
    Edit,
    Move,
    Remove,
    ReplaceContent,
    SetFields,
    Several,
)
from perfdesk.model.fields import FIELDS, Fields, Owner

# Ordinary words, what clerks type, and what gets pasted.
TEXTS = st.one_of(
    st.sampled_from(["", "1.80", "≥95%", "≤10万元", "第一行\n第二行", "数量指标", "=1+1", "<b>&\"'", " 前后 "]),
    st.text(max_size=12),
)
LEVELS = {"level1": ["产出指标", "效益指标", ""], "level2": ["数量指标", "质量指标", "社会效益指标", ""]}


# Drawn like everything else, so that the same case is the same when it is tried again.
IDS = st.uuids(version=4).map(str)


def _fields(owner: Owner) -> st.SearchStrategy[Fields]:
    keys = [field.key for field in FIELDS if field.owner is owner and field.key not in LEVELS]
    levels = {key: st.sampled_from(texts) for key, texts in LEVELS.items()} if owner is Owner.INDICATOR else {}
    some = st.dictionaries(st.sampled_from(keys), TEXTS, max_size=6)
    return st.builds(lambda one, two: Fields({**one, **two}), some, st.fixed_dictionaries({}, optional=levels))


INDICATORS = st.builds(Indicator, IDS, _fields(Owner.INDICATOR))
PROJECTS = st.builds(
    Project,
    IDS,
    _fields(Owner.PROJECT),
    st.lists(INDICATORS, max_size=5).map(tuple),
)


def documents(form: str = "hebei-book-2024", projects: int = 5) -> st.SearchStrategy[Document]:
    """Documents of a form with up to so many projects."""
    return st.builds(
        Document,
        IDS,
        st.just(form),
        _fields(Owner.DOCUMENT),
        st.lists(PROJECTS, max_size=projects).map(tuple),
    )


def edits(document: Document) -> st.SearchStrategy[Edit]:
    """Any edit of this document, among them ones that name nodes that are not there."""
    nodes = st.sampled_from([document.id, "nowhere", *document.places])
    projects = st.sampled_from(["nowhere", *(project.id for project in document.projects)])
    indicators = st.sampled_from(["nowhere", *(i.id for p in document.projects for i in p.indicators)])
    keys = st.sampled_from([field.key for field in FIELDS])
    maybe = st.none() | projects
    return st.one_of(
        st.builds(SetFields, st.dictionaries(st.tuples(nodes, keys), TEXTS, max_size=4)),
        st.builds(AddProject, IDS, _fields(Owner.PROJECT), maybe),
        st.builds(AddIndicator, IDS, projects, _fields(Owner.INDICATOR), st.none() | indicators),
        st.builds(AddProjects, st.lists(PROJECTS, max_size=2).map(tuple)),
        st.builds(AddProjects, st.just(document.projects[:2])),
        st.builds(ReplaceContent, documents()),
        st.builds(Remove, st.frozensets(nodes, max_size=3)),
        st.builds(Duplicate, st.lists(st.tuples(nodes, IDS), max_size=2).map(tuple)),
        st.builds(Move, st.lists(projects, max_size=3).map(tuple), st.none(), maybe),
        st.builds(Move, st.lists(indicators, max_size=3).map(tuple), projects, st.none() | indicators),
        st.builds(lambda text: Several((SetFields({(document.id, "compiler"): text}),), "一起"), TEXTS),
    )
