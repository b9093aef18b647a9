"""The styles of the cells of a learned form: of those that are set otherwise than the table."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from perfdesk.learning.form_parts import FormPart
from perfdesk.learning.look import CellFormat, Look, Sides
from perfdesk.learning.matrix import Spot
from perfdesk.model.fields import Kind

Shape = dict[str, Any]
USUAL_EDGE: Final = "thin"
_PLAIN: Final[Sides] = (USUAL_EDGE,) * 4
# What may go around a whole table; of its outline so much has to be so.
_FRAMES: Final = ("medium", "double", "thick")
_MOST_OF_IT: Final = 0.6
# A form has 200 styles, those of its lines among them.
_MOST: Final = 150
_NEARLY: Final = 0.05
# Kinds of fields that are numbers in a sheet.
COUNTED: Final = (Kind.MONEY, Kind.NUMBER)


class CellStyles:
    """Names the styles and adds them to those of the form, whose `table` says how all other cells are set."""

    def __init__(self, look: Look, parts: Sequence[FormPart], table: Mapping[str, Any]) -> None:
        self._table = table
        self._drawn = {part.table.place: look.drawn(part.table.place) for part in parts}
        self._names: dict[tuple[Any, ...], str] = {}
        # The styles by their names.
        self.styles: dict[str, Shape] = {}
        # The line around the tables.
        self.frame = _frame(parts, self._drawn)

    def of(self, part: FormPart, spot: Spot, *, bold: bool, counts: bool = False) -> Shape:
        """What the cell of a fixed row says of its style; whether a cell is `bold` if nothing says otherwise, and
        `counts`: then a number will stand there."""
        found = self._at(part, spot.row, spot.column, counts=counts)
        if found is None:
            return {}
        outer = (spot.column == part.left, spot.end == part.right, spot.row == part.rows.start,
                 spot.bottom == part.rows.stop)  # fmt: skip
        edges = [USUAL_EDGE if out and one == self.frame else one for out, one in zip(outer, found.edges, strict=True)]
        return _said(found, self._named(found, edges, bold=bold))

    def of_column(
        self, part: FormPart, row: int, column: int, end: int, *, bold: bool, last: bool, counts: bool
    ) -> Shape:
        """The same of a column of records, by its first one; `last` if that is the only one."""
        found = self._at(part, row, column, counts=counts)
        if found is None:
            return {}
        left, right, top, bottom = found.edges
        left = USUAL_EDGE if column == part.left and left == self.frame else left
        right = USUAL_EDGE if end == part.right and right == self.frame else right
        inner = top if last else bottom
        inner = USUAL_EDGE if last and inner == self.frame else inner
        return _said(found, self._named(found, [left, right, inner, inner], bold=bold))

    def _at(self, part: FormPart, row: int, column: int, *, counts: bool) -> CellFormat | None:
        """How a cell is drawn. In an empty one of which nothing says where its text stands a number will stand right
        and a text left."""
        found = self._drawn[part.table.place].get((row, column))
        return found._replace(align=found.align or ("right" if counts else "left")) if found else None

    def _named(self, one: CellFormat, edges: Sequence[str], *, bold: bool) -> str:
        """The name of the style of such a cell; "" if it is set as the table is."""
        own = {
            "italic": one.italic, "vertical": one.vertical, "inset": one.inset, "shrink": one.shrink,
            "edges": [*edges] if (*edges,) != _PLAIN else [], "fill": one.fill,
        }  # fmt: skip
        own = {name: value for name, value in own.items() if value and value != "middle"}
        if one.bold == bold and not own and self._is_usual(one):
            return ""
        type_of = {"font": one.font or self._table["font"], "size": one.size, **({"bold": True} if one.bold else {})}
        shape = {**type_of, "align": one.align, "line": one.line, **own}
        key = tuple((name, str(value)) for name, value in shape.items())
        if key not in self._names and len(self._names) < _MOST:
            self._names[key] = f"cell-{len(self._names) + 1}"
            self.styles[self._names[key]] = shape
        return self._names.get(key, "")

    def _is_usual(self, one: CellFormat) -> bool:
        """Whether its type and the distance of its lines are those of the table."""
        measures = ((one.size, self._table["size"]), (one.line, self._table["line"]))
        return one.font == self._table["font"] and all(abs(own - other) < _NEARLY for own, other in measures)


def _said(one: CellFormat, name: str) -> Shape:
    return {"align": one.align, **({"style": name} if name else {})}


def _frame(parts: Sequence[FormPart], drawn: Mapping[int, Mapping[tuple[int, int], CellFormat]]) -> str:
    """The line that goes around all tables; a thin one if there is no other."""
    found = {_outline(part, drawn[part.table.place]) for part in parts}
    return found.pop() if len(found) == 1 else USUAL_EDGE


def _outline(part: FormPart, drawn: Mapping[tuple[int, int], CellFormat]) -> str:
    counts = Counter(_outer(part, drawn))
    most, count = max(counts.items(), key=lambda one: one[1], default=(USUAL_EDGE, 0))
    return most if most in _FRAMES and count >= _MOST_OF_IT * counts.total() else USUAL_EDGE


def _outer(part: FormPart, drawn: Mapping[tuple[int, int], CellFormat]) -> Iterator[str]:
    for spot in part.table.cells.spots:
        found = drawn.get((spot.row, spot.column))
        if found is None or spot.row not in part.rows:
            continue
        sides = (spot.column == part.left, spot.end == part.right, spot.row == part.rows.start,
                 spot.bottom == part.rows.stop)  # fmt: skip
        yield from (edge for edge, out in zip(found.edges, sides, strict=True) if out)
