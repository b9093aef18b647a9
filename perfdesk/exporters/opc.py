"""The parts that every Office package has (Open Packaging Conventions, ECMA-376 part 2): content types, links between
parts, properties."""

from collections.abc import Iterable, Iterator
from typing import Final

from perfdesk.exporters.ooxml import attribute, escaped
from perfdesk.model.export_origin import DOCUMENT_PROPERTY, EARLIER_PROPERTY, REVISION_PROPERTY, ExportOrigin

XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MIME: Final = "application/vnd.openxmlformats-officedocument"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_CUSTOM: Final = "docProps/custom.xml"
# Custom properties have this format id and are numbered from 2 (ECMA-376 part 1, 22.3).
_FORMAT_ID: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_PROPERTIES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def content_types(parts: Iterable[tuple[str, str]], origin: ExportOrigin | None = None) -> str:
    """[Content_Types].xml: each part by name with what it is; the properties are added."""
    custom = [(f"/{_CUSTOM}", f"{MIME}.custom-properties+xml")] if origin else []
    whole = (
        *parts,
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", f"{MIME}.extended-properties+xml"),
        *custom,
    )
    rows = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in whole)
    return (
        f'{XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def links(targets: Iterable[tuple[str, str]]) -> str:
    """What a part leads to, each kind with its target: rId1, rId2 and so on."""
    rows = "".join(
        f'<Relationship Id="rId{at}" Type="{kind}" Target="{target}"/>' for at, (kind, target) in enumerate(targets, 1)
    )
    return f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def root_links(main: str, origin: ExportOrigin | None = None) -> str:
    """_rels/.rels: what the package itself leads to, the main part first."""
    custom = [(f"{OFFICE}/custom-properties", _CUSTOM)] if origin else []
    return links([
        (f"{OFFICE}/officeDocument", main),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        (f"{OFFICE}/extended-properties", "docProps/app.xml"),
        *custom,
    ])  # fmt: skip


def core_properties(title: str, creator: str, language: str = "") -> str:
    """docProps/core.xml, without any time."""
    written = f"<dc:language>{language}</dc:language>" if language else ""
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escaped(title)}</dc:title><dc:creator>{escaped(creator)}</dc:creator>"
        f"{written}</cp:coreProperties>"
    )


def application(name: str) -> str:
    """docProps/app.xml: the program that wrote the package."""
    return f'{XML}<Properties xmlns="{_PROPERTIES}"><Application>{name}</Application></Properties>'


def origin_parts(origin: ExportOrigin | None) -> dict[str, str]:
    """docProps/custom.xml, if the version that the package was made from is known."""
    return {} if origin is None else {_CUSTOM: origin_part(origin)}


def origin_part(origin: ExportOrigin | None) -> str:
    """The custom properties that name the version that the package was made from; none if it is not known."""
    named = _named(origin) if origin else ()
    rows = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{at}" name="{attribute(name)}"><vt:lpwstr>{escaped(text)}</vt:lpwstr>'
        "</property>"
        for at, (name, text) in enumerate(named, 2)
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006"
    spaces = f'xmlns="{kind}/custom-properties" xmlns:vt="{kind}/docPropsVTypes"'
    return f"{XML}<Properties {spaces}>{rows}</Properties>"


def _named(origin: ExportOrigin) -> Iterator[tuple[str, str]]:
    yield DOCUMENT_PROPERTY, origin.document
    yield REVISION_PROPERTY, origin.revision
    if origin.earlier:
        yield EARLIER_PROPERTY, " ".join(origin.earlier)
