"""Reads from docProps/custom.xml which version of ours an annex was made from (ECMA-376 part 1, 22.3).

Word, WPS and LibreOffice keep custom properties when they save a file, but number them anew and may write them in
another order. Whoever types the annex anew has none.
"""

from collections.abc import Mapping
from typing import Final

from lxml import etree

from perfdesk.model.export_origin import DOCUMENT_PROPERTY, EARLIER_PROPERTY, REVISION_PROPERTY, ExportOrigin, origin_of

CUSTOM: Final = "docProps/custom.xml"
# Larger ones are somebody else's; ours are two lines.
_MOST: Final = 256 * 1024


def named_origin(parts: Mapping[str, bytes]) -> ExportOrigin | None:
    """The version that the parts of a package name; None if they name none that can be one."""
    data = parts.get(CUSTOM, b"")
    if not data or len(data) > _MOST:
        return None
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        return None  # the annex itself can be read
    texts = {str(one.get("name", "")): "".join(map(str, one.itertext())) for one in root.iterchildren("{*}property")}
    document, revision, earlier = (
        texts.get(name, "") for name in (DOCUMENT_PROPERTY, REVISION_PROPERTY, EARLIER_PROPERTY)
    )
    return origin_of(document, revision, earlier.split())
