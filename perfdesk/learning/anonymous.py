"""anonymous(members): an office's file without what people left in it besides the form: names, comments, tracked
changes, earlier versions, pictures of its contents, the templates and printers of a computer.

A form is handed on to others, and the file it was learned from may be somebody's filled one. What its cells hold is
taken out by `blanking`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lxml import etree

from perfdesk.exporters import opc
from perfdesk.exporters.original.members import CUSTOM, changed, without
from perfdesk.exporters.original.word_table import CELL, P, W

_APPLICATION: Final = re.compile(rb"<(Application|AppVersion)>([^<]{0,60})</")
# Parts that only people or computers have left, by a part of their names.
_LEFT: Final = re.compile(
    r"^docProps/thumbnail\.|^word/(?:comments\w*|people)\.xml|^customXml/|/printerSettings\d*\.bin$|^xl/persons/"
    r"|^xl/threadedComments/|^xl/revisions/|^xl/(?:\w+/)?comments?\d*\.xml$|^xl/calcChain\.xml$|/_rels/item\d*\.xml\.rels$"
    r"|^docMetadata/|^word/(?:commentsExtended|commentsIds)\.xml"
)
# How the box of a comment in a workbook is drawn.
_NOTE: Final = b'ObjectType="Note"'
_FORGOTTEN_LINKS: Final = ("/attachedTemplate", "/mailMergeSource", "/mailMergeHeaderSource", "/thumbnail")
_CHANGED_SETTINGS: Final = tuple(
    f"{W}{name}"
    for name in ("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange", "tblGridChange",
                 "tblPrExChange", "numberingChange", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
                 "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart",
                 "customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd",
                 "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "commentRangeStart", "commentRangeEnd")
)  # fmt: skip
_DELETED, _INSERTED = (f"{W}del", f"{W}moveFrom"), (f"{W}ins", f"{W}moveTo")
_LISTS: Final = (f"{W}rPr", f"{W}trPr")
_OF_PERSONS: Final = tuple(f"{W}{name}" for name in ("attachedTemplate", "docVars", "mailMerge", "trackRevisions"))
_TEXTS: Final = re.compile(r"^word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml$")


def anonymous(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members that stay, the texts of Word with all changes accepted."""
    gone = {name for name, data in members.items() if _LEFT.search(name) or (name.endswith(".vml") and _NOTE in data)}
    kept = without(members, gone, _FORGOTTEN_LINKS)
    for name, data in kept.items():
        if name == "docProps/core.xml":
            kept[name] = opc.core_properties("", "").encode()
        elif name == "docProps/app.xml":
            kept[name] = _application(data)
        elif name == CUSTOM:
            kept[name] = opc.origin_part(None).encode()
        elif name == "word/settings.xml":
            kept[name] = changed(data, _forget_settings)
        elif _TEXTS.match(name) and b"/wordprocessingml/" in data:
            kept[name] = changed(data, accept_changes)
    return kept


def _application(data: bytes) -> bytes:
    """The program and its version only: other programs look at them to lay the file out as that one does."""
    found = dict(_APPLICATION.findall(data))
    name = found.get(b"Application", b"").decode("utf-8", "replace")
    version = found.get(b"AppVersion", b"")
    made = opc.application(name).encode()
    return (
        made.replace(b"</Properties>", b"<AppVersion>" + version + b"</AppVersion></Properties>") if version else made
    )


def _forget_settings(root: etree._Element) -> bool:
    found = list(root.iter(*_OF_PERSONS))
    _remove_all(found)
    return bool(found)


# --- tracked changes and comments ------------------------------------------------------------------------------------


def accept_changes(root: etree._Element) -> bool:
    """Accepts all tracked changes and takes comments out; whether there were any."""
    rows = [row for row in root.iter(f"{W}tr") if row.find(f"{W}trPr/{W}del") is not None]
    _remove_all(rows)
    ended = [one for one in root.iter(P) if _mark_is_deleted(one)]
    marks = [one for one in root.iter(*_DELETED, *_INSERTED) if _parent(one).tag in _LISTS]
    _remove_all(marks)
    deleted = list(_outermost(root, _DELETED))
    _remove_all(deleted)
    inserted = list(root.iter(*_INSERTED))
    for one in inserted:
        _unwrap(one)
    others = [*root.iter(*_CHANGED_SETTINGS), *(_parent(one) for one in root.iter(f"{W}commentReference"))]
    _remove_all(others)
    for paragraph in ended:
        _drop_if_empty(paragraph)
    return bool(rows or marks or deleted or inserted or others)


def _mark_is_deleted(paragraph: etree._Element) -> bool:
    return any(paragraph.find(f"{W}pPr/{W}rPr/{name}") is not None for name in _DELETED)


def _drop_if_empty(paragraph: etree._Element) -> None:
    """A paragraph of which all was deleted; a cell keeps one."""
    parent = paragraph.getparent()
    if parent is None or any(one.tag != f"{W}pPr" for one in paragraph):
        return
    if parent.tag != CELL or len(parent.findall(P)) > 1:
        parent.remove(paragraph)


def _outermost(root: etree._Element, names: tuple[str, ...]) -> Iterator[etree._Element]:
    for one in root.iter(*names):
        if not any(above.tag in names for above in one.iterancestors()):
            yield one


def _unwrap(node: etree._Element) -> None:
    for child in list(node):
        node.addprevious(child)
    _parent(node).remove(node)


def _remove_all(nodes: Iterable[etree._Element]) -> None:
    for node in nodes:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    assert parent is not None
    return parent
