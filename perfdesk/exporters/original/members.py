"""The package of an original: written again with a few parts changed and all others byte for byte.

What changes is the text (word/document.xml, or the sheet) and docProps/custom.xml, which says from which version the
annex was made. An original without that part gets it, and a line in [Content_Types].xml and _rels/.rels that names it.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Set
from functools import partial
from typing import BinaryIO, Final

from lxml import etree

from perfdesk.exporters import opc
from perfdesk.exporters.readable import Readable
from perfdesk.model.export_origin import ExportOrigin

# The namespace of what stands in a workbook.
S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# What a sheet, a defined name or a font is called there.
CALLED: Final = "name"
CUSTOM: Final = "docProps/custom.xml"
TYPES: Final = "[Content_Types].xml"
ROOT_LINKS: Final = "_rels/.rels"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_CUSTOM_TYPE: Final = f'<Override PartName="/{CUSTOM}" ContentType="{opc.MIME}.custom-properties+xml"/>'
_CUSTOM_LINK: Final = f'Type="{opc.OFFICE}/custom-properties" Target="{CUSTOM}"/>'
_ID: Final = re.compile(rb'Id="([^"]*)"')
_END: Final = re.compile(rb"</(?:[\w.-]+:)?(?:Types|Relationships)>\s*$")


class NoFit(Exception):
    """A form and its original do not fit together. The message is a Chinese clause that says where."""


def write_package(parts: Mapping[str, bytes], stream: BinaryIO) -> None:
    """Writes the members in their order. The same parts give the same bytes."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, data)


def write_readable(parts: Mapping[str, bytes], stream: BinaryIO, program: str) -> None:
    """The same for a file of `program` that is read again. Raises ExportFailure before anything is written if our own
    import would refuse it for its size; the import opens no pictures."""
    readable = Readable(program)
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            readable.counted(data)
    write_package(parts, stream)


def package_bytes(parts: Mapping[str, bytes]) -> bytes:
    """The same in memory."""
    stream = io.BytesIO()
    write_package(parts, stream)
    return stream.getvalue()


def parsed(data: bytes) -> etree._Element:
    """The root of a part. Raises NoFit if it is damaged."""
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        raise NoFit("原件已损坏") from None


def serialised(root: etree._Element) -> bytes:
    """A part as Word and Excel write it."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def changed(data: bytes, change: Callable[[etree._Element], bool]) -> bytes:
    """The part after a change; byte for byte what it was if there was nothing to change."""
    root = parsed(data)
    return serialised(root) if change(root) else data


def without(members: Mapping[str, bytes], gone: Set[str], kinds: tuple[str, ...] = ()) -> dict[str, bytes]:
    """The members without these, and without what names or leads to them, or leads anywhere by one of these kinds of
    links."""
    kept = {name: data for name, data in members.items() if name not in gone}
    for name, data in kept.items():
        if name == TYPES:
            kept[name] = changed(data, lambda root: _forget(root, lambda one: _part(one) in gone))
        elif name.endswith(".rels"):
            folder = name.rpartition("/")[0].removesuffix("_rels").rstrip("/")
            kept[name] = changed(data, partial(_forget_links, folder=folder, gone=gone, kinds=kinds))
    return kept


def _part(entry: etree._Element) -> str:
    return str(entry.get("PartName", "")).removeprefix("/")


def _forget_links(root: etree._Element, folder: str, gone: Set[str], kinds: tuple[str, ...]) -> bool:
    def is_gone(link: etree._Element) -> bool:
        inside = link.get("TargetMode") != "External" and resolved(folder, str(link.get("Target", ""))) in gone
        return inside or (bool(kinds) and str(link.get("Type", "")).endswith(kinds))

    return _forget(root, is_gone)


def _forget(root: etree._Element, is_gone: Callable[[etree._Element], bool]) -> bool:
    entries = [one for one in root if is_gone(one)]
    for one in entries:
        root.remove(one)
    return bool(entries)


def resolved(folder: str, target: str) -> str:
    """The member that a link of a part in this folder leads to."""
    steps: list[str] = [] if target.startswith("/") else folder.split("/")
    for step in target.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(filter(None, steps))


def with_origin(parts: Mapping[str, bytes], origin: ExportOrigin | None) -> dict[str, bytes]:
    """The parts with the version that the annex was made from. Whatever said so before is gone."""
    changed = dict(parts)
    if CUSTOM not in parts:
        if origin is None:
            return changed
        changed[TYPES] = _with_entry(parts[TYPES], _CUSTOM_TYPE)
        number = _free_number(parts[ROOT_LINKS])
        changed[ROOT_LINKS] = _with_entry(parts[ROOT_LINKS], f'<Relationship Id="{number}" {_CUSTOM_LINK}')
    changed[CUSTOM] = opc.origin_part(origin).encode()
    return changed


def _with_entry(data: bytes, entry: str) -> bytes:
    """The list of a package with one more entry. Its name space is the default one in every file that is met."""
    found = _END.search(data)
    if found is None or b":" in found[0]:
        raise NoFit("原件的目录写法特别")
    return data[: found.start()] + entry.encode() + data[found.start() :]


def _free_number(data: bytes) -> str:
    taken = {one.decode("utf-8", "replace") for one in _ID.findall(data)}
    return next(name for name in (f"rId{at}" for at in range(1, len(taken) + 2)) if name not in taken)
