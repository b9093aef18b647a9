"""What an import left unread, kept in the project whose table it stood in until somebody compares it with the source.

It is a field of that node, `unread.import`, a line each. So it is saved, undone, compared and merged like any other,
and a program that does not know it keeps it; nothing prints it.
"""

from collections.abc import Iterable
from typing import Final

from perfdesk.model.document import Document
from perfdesk.model.edits import AddProjects, Edit, SetFields, Several
from perfdesk.model.fields import UNREAD, Fields

KEY: Final = f"{UNREAD}import"
_LONGEST_SHOWN: Final = 40
# A source that is mostly unread has thousands; who sees that many looks at the source anyway.
_MOST: Final = 30


def unread_text(lines: Iterable[str]) -> str:
    """The field's text: the first lines, and how many more there are."""
    every = [" ".join(line.split()) for line in dict.fromkeys(lines)]
    more = [f"还有 {len(every) - _MOST} 处"] if len(every) > _MOST else []
    return "\n".join(every[:_MOST] + more)


def unread_lines(fields: Fields) -> list[str]:
    """What is still unread of a node."""
    return fields[KEY].splitlines() if KEY in fields else []


def joined(texts: Iterable[str]) -> str:
    """What several imports of the same left unread; an order that no file decides."""
    return unread_text(sorted({line for text in texts for line in text.splitlines()}))


def added(document: Document, new: Document, title: str) -> Edit:
    """The edit that puts an imported document's projects behind this one's. What was left unread outside its tables
    comes along, or it would be forgotten."""
    left = joined(one.fields[KEY] for one in (document, new) if KEY in one.fields)
    more = (SetFields({(document.id, KEY): left}),) if KEY in new.fields else ()
    return Several((AddProjects(new.projects), *more), title)


def list_differs(title: str, listed: str, shown: str) -> str:
    """How an import says that the list of a workbook and the table of a project differ. Long texts are cut."""
    own, said = (f"{one[:_LONGEST_SHOWN]}…" if len(one) > _LONGEST_SHOWN else one for one in (listed, shown))
    return f"“{title}”与项目表不同：清单写“{own}”，项目表是“{said}”"
