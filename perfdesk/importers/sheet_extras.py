"""What lies over the cells of a sheet: comments, and words and charts in drawings. None of it comes in; it is named."""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from perfdesk.importers.cell_styles import S
from perfdesk.importers.grid import Remark
from perfdesk.importers.package import parsed

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_XDR: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
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
