"""The workbook of an original: which sheets it has, and the same sheet once more for another project."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.exporters import opc
from perfdesk.exporters.original.cell_references import Moved, moved_formula
from perfdesk.exporters.original.members import CALLED, TYPES, NoFit, S, changed, parsed, resolved, serialised, without
from perfdesk.exporters.original.sheet_drawings import DRAWING, drawing_of, has_pictures_only, moved_drawing, with_copy

BOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"
_CHAIN: Final = "xl/calcChain.xml"
_R: Final = f"{{{opc.OFFICE}}}"
_LINK: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPE: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_SHEET_TYPE: Final = f"{opc.MIME}.spreadsheetml.worksheet+xml"
# What leads to other parts, or is there once in a workbook: comments, printer, tables, the tab that is open.
_ONCE: Final = tuple(
    f"{S}{name}" for name in ("legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls",
                              "tableParts", "webPublishItems", "customProperties")
)  # fmt: skip
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST: Final = 31


class BookSheet(NamedTuple):
    """A sheet: its number in the workbook, its name and its member."""

    number: int
    title: str
    member: str


def _follow(formulas: Iterable[etree._Element], title: str, moved: Moved) -> bool:
    """What formulas of elsewhere say of a sheet follows its rows; whether any of them did."""
    any_moved = False
    for one in formulas:
        text = moved_formula(one.text or "", moved, lambda sheet: sheet == title)
        if text != (one.text or ""):
            one.text, any_moved = text, True
    return any_moved


class OfficeBook:
    """The members of a workbook, changed as its sheets are."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        if BOOK not in members or _LINKS not in members:
            raise NoFit("原件不是 Excel 工作簿")
        self._members = dict(members)
        self._before = members
        self._book = parsed(members[BOOK])
        self._original = members[BOOK]
        self._links = parsed(members[_LINKS])
        self._changed = False

    def members(self) -> dict[str, bytes]:
        """All of them."""
        if self._changed:
            self._members[BOOK] = serialised(self._book)
            self._members[_LINKS] = serialised(self._links)
        return self._members

    @property
    def sheets(self) -> list[BookSheet]:
        """In the order of the tabs."""
        targets = {one.get("Id"): resolved("xl", str(one.get("Target", ""))) for one in self._links.iter(_LINK)}
        nodes = self._book.findall(f"{S}sheets/{S}sheet")
        return [
            BookSheet(at, str(one.get(CALLED, "")), targets.get(one.get(f"{_R}id"), "")) for at, one in enumerate(nodes)
        ]

    def sheet(self, number: int) -> BookSheet:
        """One of them."""
        found = next((one for one in self.sheets if one.number == number), None)
        if found is None or found.member not in self._members:
            raise NoFit("原件里没有这张工作表")
        return found

    def put(self, at: BookSheet, data: bytes, moved: Moved) -> None:
        """The sheet says this now, after its rows moved. Excel works the order of computing out by itself."""
        self._members[at.member] = data
        if not moved.changes:
            return
        if _CHAIN in self._members:
            self._members = without(self._members, {_CHAIN})
            self._links = parsed(self._members[_LINKS])
        if drawing := drawing_of(self._before, at.member):
            self._members[drawing] = moved_drawing(self._before[drawing], moved)
        self._changed = _follow(self._names(), at.title, moved) or self._changed
        for other in self.sheets:
            data = self._members.get(other.member, b"")
            if other.number != at.number and at.title.encode() in data:
                self._members[other.member] = changed(
                    data, lambda root: _follow(root.iter(f"{S}f", f"{S}formula"), at.title, moved)
                )

    def add(self, at: BookSheet, root: etree._Element, title: str, moved: Moved) -> None:
        """A copy of a sheet, filled with another project, behind all others."""
        member = next(
            name for name in (f"xl/worksheets/sheet{n}.xml" for n in range(2, 100_000)) if name not in self._members
        )
        drawing = drawing_of(self._before, at.member)
        shows = bool(drawing) and has_pictures_only(self._before, drawing)
        for node in list(root.iter(*_ONCE, *(() if shows else (DRAWING,)))):
            parent = node.getparent()
            assert parent is not None
            parent.remove(node)
        for view in root.iter(f"{S}sheetView"):
            view.attrib.pop("tabSelected", "")
        for name in [name for name in root.attrib if str(name).endswith("}uid")]:
            del root.attrib[name]
        for setup in root.iter(f"{S}pageSetup"):
            setup.attrib.pop(f"{_R}id", "")
        self._members[member] = serialised(root)
        if shows:
            data = moved_drawing(self._before[drawing], moved)
            self._members = with_copy(self._members, at.member, member, data)
        name = self._free_title(title)
        number = self._listed(name, member)
        self._copy_names(at, number, name, moved)
        self._changed = True

    def _listed(self, title: str, member: str) -> int:
        """Names the new sheet in the workbook; its number there."""
        sheets = self._book.find(f"{S}sheets")
        assert sheets is not None
        ids = [int(text) for one in sheets if (text := str(one.get("sheetId", ""))).isascii() and text.isdigit()]
        taken = {one.get("Id") for one in self._links.iter(_LINK)}
        link = next(name for name in (f"rId{n}" for n in range(1, len(taken) + 2)) if name not in taken)
        etree.SubElement(sheets, f"{S}sheet", {CALLED: title, "sheetId": str(max(ids, default=0) + 1), f"{_R}id": link})
        kind = f"{opc.OFFICE}/worksheet"
        etree.SubElement(self._links, _LINK, {"Id": link, "Type": kind, "Target": f"/{member}"})
        types = parsed(self._members[TYPES])
        etree.SubElement(types, _TYPE, {"PartName": f"/{member}", "ContentType": _SHEET_TYPE})
        self._members[TYPES] = serialised(types)
        return len(sheets) - 1

    def _free_title(self, wanted: str) -> str:
        """A name as Excel takes it, unlike all others."""
        text = _FORBIDDEN.sub(" ", wanted).replace("\n", " ").strip(" '")
        while len(text.encode("utf-16-le")) > 2 * _LONGEST:
            text = text[:-1]
        taken = {one.title.lower() for one in self.sheets}
        number = 1
        found = text
        while found.lower() in taken or not found:
            number += 1
            found = f"{text[: _LONGEST - 6]} ({number})"
        return found

    # --- names: the area that prints, the rows that repeat ------------------------------------------------------

    def _names(self) -> list[etree._Element]:
        return self._book.findall(f"{S}definedNames/{S}definedName")

    def _copy_names(self, at: BookSheet, number: int, title: str, moved: Moved) -> None:
        """What prints of the copy: the same as of the sheet. The names there are those of the first copy, whose rows
        may have moved otherwise."""
        for one in self._names():
            if one.get("localSheetId") != str(at.number) or not str(one.get(CALLED, "")).startswith("_xlnm.Print"):
                continue
            copy = deepcopy(one)
            copy.set("localSheetId", str(number))
            copy.text = self._named_anew(self._first_text(one), at.title, title, moved)
            one.addnext(copy)

    def _first_text(self, one: etree._Element) -> str:
        """The name's meaning in the original."""
        wanted = (one.get(CALLED), one.get("localSheetId"))
        book = parsed(self._original)
        names = book.findall(f"{S}definedNames/{S}definedName")
        return next((x.text or "" for x in names if (x.get(CALLED), x.get("localSheetId")) == wanted), "")

    @staticmethod
    def _named_anew(text: str, before: str, title: str, moved: Moved) -> str:
        quoted = "'" + title.replace("'", "''") + "'!"
        text = moved_formula(text, moved, lambda sheet: sheet == before)
        for spelled in ("'" + before.replace("'", "''") + "'!", f"{before}!"):
            text = text.replace(spelled, quoted) if spelled in text and quoted not in text else text
        return text
