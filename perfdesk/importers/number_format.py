"""A number as Excel shows it: what a clerk sees in a cell formatted 0.00 is 1.80, not the 1.8 in the file."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Final

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import from_excel

from perfdesk.importers.package import parsed

_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_NUMBER: Final = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?")
# Excel keeps 15 digits; Decimal's default context, which rounds here, keeps 28.
_EXACT: Final = Decimal(10) ** 15
_MOST_DECIMALS: Final = 10
# Colours, conditions and locales, widths of characters, and fillers.
_DECORATION: Final = re.compile(r"\[[^\]]*\]|_.|\*.")
_SHAPE: Final = re.compile(r"(?P<before>[^#0?]*)(?P<whole>[#0?,]+)(?:\.(?P<decimals>[0#?]*))?(?P<after>[^#0?]*)")


def formats(path: Path, parts: dict[str, bytes]) -> tuple[str, ...]:
    """The number format of each cell style, from xl/styles.xml."""
    data = parts.get("xl/styles.xml")
    if data is None:
        return ()
    root = parsed(path, data)
    known = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    own = {str(node.get("numFmtId")): str(node.get("formatCode", "")) for node in root.iter(f"{_S}numFmt")}
    styles = root.find(f"{_S}cellXfs")
    known.update(own)
    return tuple(known.get(str(style.get("numFmtId")), "General") for style in (styles if styles is not None else ()))


def shown(value: str, code: str) -> str:
    """The text of a stored number; what the format does beyond digits, percent and fixed words stays as stored."""
    if not _NUMBER.fullmatch(value):
        return value
    number = Decimal(value)
    if is_date_format(code):
        return _date(number, value)
    shape = _SHAPE.fullmatch(_literal(_DECORATION.sub("", code.split(";")[0])))
    if shape is None or abs(number) >= _EXACT or len(shape["decimals"] or "") > _MOST_DECIMALS:
        return _general(number)
    before, after = shape["before"], shape["after"]
    return before + _digits(number * 100 if "%" in before + after else number, shape) + after


def _literal(code: str) -> str:
    return re.sub(r"\\(.)", r"\1", code.replace('"', ""))


def _digits(number: Decimal, shape: re.Match[str]) -> str:
    pattern = shape["decimals"] or ""
    fixed = number.quantize(Decimal(1).scaleb(-len(pattern)), ROUND_HALF_UP)
    text = f"{fixed:,f}" if "," in shape["whole"] else f"{fixed:f}"
    optional = len(pattern) - len(pattern.rstrip("#?"))
    while optional and text.endswith("0"):
        text, optional = text[:-1], optional - 1
    return text.rstrip(".") if "." in text else text


def _general(number: Decimal) -> str:
    """Up to 15 significant digits, which is all that Excel keeps: 0.1 is stored as 0.10000000000000001."""
    text = f"{Decimal(f'{number:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(number: Decimal, value: str) -> str:
    try:
        moment = from_excel(float(number))
    except (ValueError, OverflowError):
        return value
    if isinstance(moment, datetime):
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return moment.isoformat() if isinstance(moment, date) else str(moment)
