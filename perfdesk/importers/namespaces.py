"""The XML name spaces of a Word file, and how its properties say yes and no."""

from typing import Final

from lxml import etree

_OOXML: Final = "http://schemas.openxmlformats.org"
W: Final = f"{{{_OOXML}/wordprocessingml/2006/main}}"
M: Final = f"{{{_OOXML}/officeDocument/2006/math}}"
MC: Final = f"{{{_OOXML}/markup-compatibility/2006}}"
W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"

VALUE: Final = f"{W}val"
# Strict files (ISO/IEC 29500 Strict) differ in the name spaces only.
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M[1:-1].encode()),
)
_NO: Final = ("0", "false", "off", "none")


def transitional(data: bytes) -> bytes:
    """A part with the name spaces of the usual, transitional files."""
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    return data


def on(node: etree._Element | None) -> bool | None:
    """Whether a property says yes; without a value it does. None if there is no such property."""
    return None if node is None else str(node.get(VALUE) or "1").lower() not in _NO


def value(parent: etree._Element | None, name: str) -> str:
    """The value of a property of WordprocessingML, or ""."""
    node = parent.find(f"{W}{name}") if parent is not None else None
    return "" if node is None else str(node.get(VALUE) or "")


def number(parent: etree._Element | None, name: str, default: int, most: int = 1000) -> int:
    """A property that is a count; `default` where there is none or it is no number, never more than `most`."""
    node = parent.find(f"{W}{name}") if parent is not None else None
    return default if node is None else count(node, default, most)


def count(node: etree._Element, default: int, most: int = 1000) -> int:
    """The value of an element that is a count; `default` if it is no number, never more than `most`."""
    text = str(node.get(VALUE) or "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 9 else default


def local(node: etree._Element) -> str:
    """The name of an element without its name space."""
    return str(node.tag).rpartition("}")[2]
