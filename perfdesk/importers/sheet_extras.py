"""What lies over the cells of a sheet: comments, controls, and words and charts in drawings. None of it comes in; it is
named."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from perfdesk.importers.cell_styles import S
from perfdesk.importers.grid import Remark
from perfdesk.importers.package import parsed

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_XDR: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
# What an object of an old drawing is. Excel writes these drawings as text that is not always well-formed XML.
_OBJECT: Final = re.compile(rb"""ObjectType\s*=\s*["']([A-Za-z]+)""")
# Told as a comment and as a picture.
_TOLD_OTHERWISE: Final = (b"Note", b"Pict")
_MOST_NAMED: Final = 8


def extras(path: Path, parts: dict[str, bytes], title: str, member: str) -> Iterator[Remark]:
    """Remarks on the parts that belong to a sheet. Raises ImportFailure for one that is broken."""
    place = f"工作表“{title}”"
    for kind, target in links(path, parts, member):
        data = parts.get(target)
        if data is None:
            continue
        if kind == "comments":
            yield from _comments(place, parsed(path, data))
        elif kind == "drawing":
            yield from _drawing(place, parsed(path, data))
        elif kind == "vmlDrawing":
            yield from _controls(place, data)


def links(path: Path, parts: dict[str, bytes], member: str) -> Iterator[tuple[str, str]]:
    """The last word of the type of each relationship of a part, and the member it leads to."""
    folder, name = posixpath.split(member)
    data = parts.get(f"{folder}/_rels/{name}.rels")
    for link in parsed(path, data) if data is not None else ():
        if link.get("TargetMode") != "External":
            yield str(link.get("Type", "")).rsplit("/", 1)[-1], target_of(folder, str(link.get("Target", "")))


def target_of(folder: str, target: str) -> str:
    """The member that a relationship of a part in `folder` leads to."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")


def _comments(place: str, root: etree._Element) -> Iterator[Remark]:
    cells = [str(comment.get("ref", ""))[:20] for comment in root.iter(f"{S}comment")]
    if cells:
        named = "、".join(cells[:_MOST_NAMED]) + (f" 等 {len(cells)} 格" if len(cells) > _MOST_NAMED else "")
        yield Remark(place + named, "批注没有装入")


def _drawing(place: str, root: etree._Element) -> Iterator[Remark]:
    for shape in root.iter(f"{_XDR}sp"):
        words = " ".join("".join(node.text or "" for node in shape.iter(f"{_A}t")).split())
        if words:
            yield Remark(place, f"文本框里的文字没有装入：{words}")
    charts = sum(1 for _ in root.iter(f"{_XDR}graphicFrame"))
    if charts:
        yield Remark(place, f"图表没有装入（{charts} 处）")


def _controls(place: str, data: bytes) -> Iterator[Remark]:
    count = sum(found not in _TOLD_OTHERWISE for found in _OBJECT.findall(data))
    if count:
        yield Remark(place, f"控件没有装入（{count} 处）")
