"""The package of an original: written again with a few parts changed and all others byte for byte.

What changes is the text (word/document.xml, or the sheet) and docProps/custom.xml, which says from which version the
annex was made. An original without that part gets it, and a line in [Content_Types].xml and _rels/.rels that names it.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import BinaryIO, Final

from lxml import etree

from perfdesk.exporters import opc
from perfdesk.model.export_origin import ExportOrigin

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
