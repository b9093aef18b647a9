"""What was carried over from last year's document and has not been touched since.

Beside each field that has to be thought about anew stands its text of last year, `carried.<key>`. As long as both are
equal nobody has touched the field. So it is saved, undone, compared and merged like any other field, and a program
that does not know it keeps it; nothing prints it.
"""

from collections.abc import Iterable, Iterator

from perfdesk.model.document import Document, Node, Project
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import CARRIED, Fields

CHECKED = "上年内容已核对"
# What stands before an answer to a finding that came with last year's document.
LAST_YEAR = "去年答复过·"


def with_marks(texts: dict[str, str], keys: Iterable[str]) -> dict[str, str]:
    """The texts with a mark beside each of these keys that is filled in; marks of an earlier year are dropped."""
    kept = {key: text for key, text in texts.items() if not key.startswith(CARRIED)}
    return kept | {CARRIED + key: kept[key] for key in keys if kept.get(key)}


def answers_of_last_year(text: str) -> str:
    """The answers of one field, each with the mark that it came with last year's document.

    The answers stand in the odd lines, the digests of what they answer in the even ones (see rules.answers). The
    digests stay as they are: an answer holds for the same case only.
    """
    lines = text.split("\n")
    lines[::2] = [f"{LAST_YEAR}{line.removeprefix(LAST_YEAR)}" for line in lines[::2]]
    return "\n".join(lines)


def is_untouched(fields: Fields, key: str) -> bool:
    """Whether a field still has last year's text."""
    mark = CARRIED + key
    return mark in fields and fields[mark] == fields[key]


def untouched(fields: Fields) -> list[str]:
    """The keys of a node's fields that still have last year's text."""
    marked = (key.removeprefix(CARRIED) for key in fields if key.startswith(CARRIED))
    return [key for key in marked if is_untouched(fields, key)]


def untouched_places(project: Project) -> Iterator[tuple[Node, str]]:
    """The fields of a project and its rows that still have last year's text, in order."""
    nodes: list[Node] = [project, *project.rows]
    for node in nodes:
        yield from ((node, key) for key in untouched(node.fields))


def unmarked(nodes: Iterable[Document | Node]) -> SetFields:
    """The edit by which somebody says that last year's texts hold for this year too."""
    marks = {(node.id, key): "" for node in nodes for key in node.fields if key.startswith(CARRIED)}
    return SetFields(marks, CHECKED)
