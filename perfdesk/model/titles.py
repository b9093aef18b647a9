"""Places and changes in words, for lists on the screen and on paper."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from perfdesk.model.diff import Change, ChangeKind
from perfdesk.model.document import Document, Indicator, Row
from perfdesk.model.fields import QUESTION, Owner
from perfdesk.model.form_copy import FORM
from perfdesk.model.keys import DEPARTMENT_NAME, LEVELS
from perfdesk.model.questions import PLACE, REMOVED, Question
from perfdesk.model.vocabulary import Vocabulary, row_title

WHOLE: Final = "全文"
# A sentence quotes no more of a text; whoever pasted a book into a cell still gets a sentence.
QUOTED: Final = 60
# How much of what is the same is quoted before what differs.
BEFORE: Final = 12
_ABOUT_NODE: Final = {
    QUESTION + REMOVED: "删除待定", QUESTION + PLACE: "位置待定", QUESTION + FORM: "表样（待定）",
    FORM: "表样", "form": "表样",
}  # fmt: skip
# What happened to a project or indicator as a whole.
KINDS: Final = {ChangeKind.ADD: "新增", ChangeKind.REMOVE: "删除", ChangeKind.MOVE: "移动"}


class ChangeRow(NamedTuple):
    """A change as a row of a list."""

    project: str
    place: str
    before: str
    after: str


CHANGE_HEADS: Final = ("项目", "位置", "原来", "现在")


def shortened(text: str, most: int = QUOTED) -> str:
    """A text as a sentence quotes it: in one line, cut where it is long."""
    long, text = len(text) > most, text[:most]
    if "\n" in text:
        text = " ".join(text.split())
    return f"{text}…" if long else text


def shortened_apart(texts: Sequence[str], most: int = QUOTED, lead: int = BEFORE) -> list[str]:
    """Texts quoted beside each other: if one is longer than `most`, each from `lead` characters before where it begins
    to differ from the one that is most like it, for those that are cut at the same beginning would look the same."""
    starts = starts_apart(texts, most, lead)
    return [f"{'…' if starts[text] else ''}{shortened(text[starts[text] :])}" for text in texts]


def starts_apart(texts: Sequence[str], most: int = QUOTED, lead: int = BEFORE) -> dict[str, int]:
    """Where each text begins that is quoted so."""
    if all(len(text) <= most for text in texts):
        return dict.fromkeys(texts, 0)
    return {text: max(0, same - lead) for text, same in _same_beginnings(texts).items()}


def _same_beginnings(texts: Iterable[str]) -> dict[str, int]:
    """How much each text has in common with any other at its beginning. In order, that is one of its neighbours."""
    different = sorted({*texts})
    same = [0, *(same_beginning(*pair) for pair in pairwise(different)), 0]
    return {text: max(around) for text, around in zip(different, pairwise(same), strict=True)}


def same_beginning(one: str, other: str) -> int:
    """How many characters two texts have in common before they differ."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))


def signed(name: str, author: str) -> str:
    """A file with its author, where that is known: 张三.perfdesk（张三）."""
    return f"{name}（{author}）" if author else name


def project_title(document: Document, project: str) -> str:
    """ "4 库房租金": number and name of a project by its id; 全文 for the document. The only project of a document may
    have no name, as where the form is about a whole department: it is called as the department."""
    place = document.places.get(project)
    if place is None:
        return WHOLE
    name = shortened(document.projects[place[0]].name)
    if not name and len(document.projects) == 1 and document.fields[DEPARTMENT_NAME]:
        return shortened(document.fields[DEPARTMENT_NAME])
    return f"{place[0] + 1} {name}".strip()


def place_title(known: Vocabulary, document: Document, project: str, indicator: str, key: str) -> str:
    """ "年服务费 · 指标值": the indicator, if any, and the field, if any, as the form's vocabulary calls it."""
    found = document.row(indicator)
    # A class that a project has no indicator of is asked of the project.
    without = Owner.INDICATOR if key in LEVELS else Owner.PROJECT if project else Owner.DOCUMENT
    field = field_title(known, found.owner if found else without, key)
    return " · ".join(filter(None, (named_row(document, indicator), field)))


def named_row(document: Document, row: str) -> str:
    """ "年服务费" for an indicator; "任务2 修缮库房" for a record, for many a record has no name; "" for no row."""
    found = document.row(row)
    if found is None:
        return ""
    return shortened(found.name) if isinstance(found, Indicator) else numbered(found, document.number_of(row))


def numbered(row: Row, number: int) -> str:
    """ "任务2 修缮库房": a row by its kind, its number among those of its kind, and its name."""
    return f"{row_title(row.owner)}{number} {shortened(row.name)}".strip()


def field_title(known: Vocabulary, owner: Owner, key: str) -> str:
    """What a field is called, an open question about it among them; "" for no field."""
    if key in _ABOUT_NODE:
        return _ABOUT_NODE[key]
    if key.startswith(QUESTION):
        return f"{known.title(owner, key.removeprefix(QUESTION))}（待定）"
    return known.title(owner, key) if key else ""


def field_text(key: str, text: str) -> str:
    """A field's text for a reader: of a question what is said."""
    question = Question.parse(text) if key.startswith(QUESTION) else None
    if question is None:
        return text
    said = shortened_apart([voice.value for voice in question.voices])
    return "；".join(f"{shortened(voice.file)}：{text}" for voice, text in zip(question.voices, said, strict=True))


def in_order(known: Vocabulary, after: Document, changes: Iterable[Change]) -> list[Change]:
    """The changes that led to a version, those of the fields of a node in the vocabulary's order, as the form reads."""
    order = known.order

    def field(change: Change) -> int:
        owner = after.owner_of(change.indicator or change.project or after.id)
        return len(order) if owner is None else order.get((owner, change.key), len(order))

    runs = groupby(changes, lambda one: (one.kind, one.project, one.indicator))
    return [change for _, run in runs for change in sorted(run, key=field)]


def change_row(known: Vocabulary, before: Document, after: Document, change: Change) -> ChangeRow:
    """A change between two versions in words; what is gone is named as it was."""
    there = after if change.project in after.places else before
    project = project_title(there, change.project)
    if change.kind is ChangeKind.SET:
        place = place_title(known, after, change.project, change.indicator, change.key)
        return ChangeRow(project, place, *(field_text(change.key, text) for text in (change.before, change.after)))
    row = named_row(after, change.indicator) or named_row(before, change.indicator)
    what = row if change.indicator else "项目"
    return ChangeRow(project, f"{KINDS[change.kind]}{what}", shortened(change.before), shortened(change.after))
