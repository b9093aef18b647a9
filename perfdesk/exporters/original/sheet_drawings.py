"""Pictures and shapes that lie over a sheet (DrawingML, ECMA-376 part 1, 20.5): they go where the rows go to which
they are tied, and a copy of the sheet has them too."""

from collections.abc import Mapping
from typing import Final

from lxml import etree

from perfdesk.exporters import opc
from perfdesk.exporters.original.cell_references import Moved
from perfdesk.exporters.original.members import TYPES, S, changed, parsed, resolved, serialised

_X: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_R: Final = f"{{{opc.OFFICE}}}"
_LINK: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_LINKS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_KIND: Final = f"{opc.OFFICE}/drawing"
_DRAWING_TYPE: Final = f"{opc.MIME}.drawing+xml"
DRAWING: Final = f"{S}drawing"


def drawing_of(members: Mapping[str, bytes], sheet: str) -> str:
    """The member with the drawing of a sheet; "" if it has none."""
    links = members.get(_links_of(sheet))
    found = (one for one in parsed(links).iter(_LINK) if one.get("Type") == _KIND) if links else iter(())
    targets = (resolved(sheet.rpartition("/")[0], str(one.get("Target", ""))) for one in found)
    return next((one for one in targets if one in members), "")


def _links_of(member: str) -> str:
    folder, _, name = member.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def moved_drawing(data: bytes, moved: Moved) -> bytes:
    """A drawing after the rows moved; what is tied to no cell stays."""
    return changed(data, lambda root: sum(_move(one, moved) for one in root) > 0)


def _move(anchor: etree._Element, moved: Moved) -> bool:
    """Moves an anchor; whether it is somewhere else now. One that keeps its size goes as its upper edge does."""
    start, end = anchor.find(f"{_X}from/{_X}row"), anchor.find(f"{_X}to/{_X}row")
    first, stays = _row(start), anchor.get("editAs") == "absolute"
    if start is None or first is None or stays:
        return False
    now, last = _begin(first + 1, moved) - 1, _row(end)
    start.text = str(now)
    if end is None or last is None:
        return now != first
    with_rows = anchor.get("editAs", "twoCell") == "twoCell"
    then = max(now, _end(last + 1, moved) - 1) if with_rows else last + now - first
    end.text = str(then)
    return (now, then) != (first, last)


def _row(node: etree._Element | None) -> int | None:
    text = "" if node is None else (node.text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _begin(row: int, moved: Moved) -> int:
    """Where a row begins now; of one that is gone the next that is left does, else what is below all of them."""
    last = max(moved.begins, default=row)
    found = next((moved.begins[at] for at in range(row, last + 1) if at in moved.begins), None)
    return found if found is not None else max(row + moved.below, moved.ends.get(last, 0) + 1)


def _end(row: int, moved: Moved) -> int:
    """Where a row ends now; of one that is gone the last before it that is left does."""
    last = max(moved.ends, default=row)
    if row > last:
        return max(row + moved.below, moved.ends.get(last, 0))
    return next((moved.ends[at] for at in range(row, 0, -1) if at in moved.ends), row)


def has_pictures_only(members: Mapping[str, bytes], drawing: str) -> bool:
    """Whether a drawing leads to nothing but pictures, which several may show; a chart belongs to one."""
    links = members.get(_links_of(drawing))
    return links is None or all(str(one.get("Type", "")).endswith("/image") for one in parsed(links).iter(_LINK))


def with_copy(members: Mapping[str, bytes], sheet: str, copy: str, data: bytes) -> dict[str, bytes]:
    """The members with the drawing of a sheet once more, for a copy of the sheet, which names it already; `data` is
    what it says there."""
    drawing, found = drawing_of(members, sheet), dict(members)
    name = next(one for one in (f"xl/drawings/drawing{n}.xml" for n in range(1, 100_000)) if one not in found)
    found[name] = data
    if (links := _links_of(drawing)) in members:
        found[_links_of(name)] = members[links]
    link = next(one for one in parsed(members[_links_of(sheet)]).iter(_LINK) if one.get("Type") == _KIND)
    own = parsed(f'<Relationships xmlns="{_LINKS}"/>'.encode())
    etree.SubElement(own, _LINK, {"Id": str(link.get("Id")), "Type": _KIND, "Target": f"/{name}"})
    found[_links_of(copy)] = serialised(own)
    types = parsed(found[TYPES])
    etree.SubElement(types, _TYPE, {"PartName": f"/{name}", "ContentType": _DRAWING_TYPE})
    return found | {TYPES: serialised(types)}
