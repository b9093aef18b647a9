"""Equations as one line of text: a/b, x², √x. Raised and lowered characters become Unicode characters."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from perfdesk.importers.glyphs import subscript, superscript
from perfdesk.importers.namespaces import M, local

# Characters that are raised or lowered already.
_ALREADY: Final = {True: frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ°′″％%℃*"), False: frozenset("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")}

Read = Callable[[etree._Element], str]  # noqa: SLF001 - lxml has no public name for it


def shifted(text: str, *, up: bool) -> str | None:
    """The text as superscript (m²) or subscript (CO₂) characters; None if Unicode does not have all of them."""
    if not text.strip() or set(text) <= _ALREADY[up]:
        return text
    return (superscript if up else subscript)(text.replace("−", "-"))


def fraction(above: str, below: str) -> str:
    """a/b, with brackets where a part has several terms."""
    return f"{_grouped(above)}/{_grouped(below)}"


def power(base: str, exponent: str) -> str:
    """x², or x^(a+b) where Unicode has no such character."""
    return base + (shifted(exponent, up=True) or ("^" + _grouped(exponent) if exponent else ""))


def index(base: str, below: str) -> str:
    """x₁, or x_(ij) where Unicode has no such character."""
    return base + (shifted(below, up=False) or ("_" + _grouped(below) if below else ""))


def root(degree: str, text: str) -> str:
    """√x, or ³√x."""
    return f"{power('', degree) if degree else ''}√{_grouped(text)}"


def _grouped(text: str) -> str:
    simple = text.replace(".", "").replace("%", "").isalnum() or (text[:1] in "(（" and text[-1:] in ")）")
    return text if simple or len(text) <= 1 else f"({text})"


def linear(node: etree._Element, other: Read) -> str:
    """An equation (m:oMath) as one line. `other` reads elements that are no mathematical structure: runs and
    revisions."""
    return _children(node, other)


def _children(node: etree._Element, other: Read) -> str:
    return "".join(_piece(child, other) for child in node)


def _piece(node: etree._Element, other: Read) -> str:
    name = local(node)
    if not str(node.tag).startswith(M) or name == "r":
        return other(node)
    if name.endswith("Pr"):
        return ""
    shape = _SHAPES.get(name)
    return shape(node, other) if shape is not None else _children(node, other)


def _part(node: etree._Element, name: str, other: Read) -> str:
    part = node.find(f"{M}{name}")
    return "" if part is None else _children(part, other)


def _setting(node: etree._Element, name: str, default: str) -> str:
    """A character or switch in the properties of a structure. Absent and empty are different."""
    found = node.find(f"{M}{local(node)}Pr/{M}{name}")
    return default if found is None else str(found.get(f"{M}val") or "")


def _fraction(node: etree._Element, other: Read) -> str:
    above, below = _part(node, "num", other), _part(node, "den", other)
    return f"({above} {below})" if _setting(node, "type", "bar") == "noBar" else fraction(above, below)


def _scripts(node: etree._Element, other: Read) -> str:
    base = _part(node, "e", other)
    scripts = power(index("", _part(node, "sub", other)), _part(node, "sup", other))
    return scripts + base if local(node) == "sPre" else base + scripts


def _nary(node: etree._Element, other: Read) -> str:
    sign = _setting(node, "chr", "∫")
    return power(index(sign, _part(node, "sub", other)), _part(node, "sup", other)) + _part(node, "e", other)


def _delimited(node: etree._Element, other: Read) -> str:
    parts = [_children(part, other) for part in node.findall(f"{M}e")]
    return _setting(node, "begChr", "(") + _setting(node, "sepChr", "|").join(parts) + _setting(node, "endChr", ")")


def _root(node: etree._Element, other: Read) -> str:
    return root(_part(node, "deg", other), _part(node, "e", other))


def _function(node: etree._Element, other: Read) -> str:
    return f"{_part(node, 'fName', other)} {_part(node, 'e', other)}".strip()


def _limit(node: etree._Element, other: Read) -> str:
    joined = index if local(node) == "limLow" else power
    return joined(_part(node, "e", other), _part(node, "lim", other))


def _rows(node: etree._Element, other: Read) -> str:
    """The rows of a matrix or of an array of equations."""
    rows = [_children(row, other) for row in node.findall(f"{M}e")]
    for row in node.findall(f"{M}mr"):
        rows.append(" ".join(_children(cell, other) for cell in row.findall(f"{M}e")))
    return "; ".join(rows)


def _accent(node: etree._Element, other: Read) -> str:
    return _part(node, "e", other) + _setting(node, "chr", "\u0302")


def _bar(node: etree._Element, other: Read) -> str:
    return _part(node, "e", other) + ("\u0305" if _setting(node, "pos", "bot") == "top" else "\u0332")


def _braced(node: etree._Element, other: Read) -> str:
    return _part(node, "e", other) + _setting(node, "chr", "\u23df")


def _text(node: etree._Element, other: Read) -> str:
    return plain(node.text or "")


_SHAPES: Final[Mapping[str, Callable[[etree._Element, Read], str]]] = {
    "f": _fraction, "sSup": _scripts, "sSub": _scripts, "sSubSup": _scripts, "sPre": _scripts, "nary": _nary,
    "d": _delimited, "rad": _root, "func": _function, "limLow": _limit, "limUpp": _limit, "m": _rows, "eqArr": _rows,
    "acc": _accent, "bar": _bar, "groupChr": _braced, "t": _text,
}  # fmt: skip


def plain(text: str) -> str:
    """Letters and digits of the mathematical alphabets (𝑥, 𝟗) as plain ones."""
    if not any("\U0001d400" <= c <= "\U0001d7ff" for c in text):
        return text
    return "".join(unicodedata.normalize("NFKC", c) if "\U0001d400" <= c <= "\U0001d7ff" else c for c in text)
