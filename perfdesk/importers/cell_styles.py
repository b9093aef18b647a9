"""The cell styles of a workbook (xl/styles.xml), as far as they change the text that is shown."""

from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from perfdesk.importers.package import parsed

S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ON: Final = ("1", "true", None)


class FontEffects(NamedTuple):
    """How a font changes characters. `script` is superscript, subscript or ""."""

    struck: bool = False
    script: str = ""


class CellStyle(NamedTuple):
    """A cell style: the code of its number format, and its font."""

    code: str = "General"
    look: FontEffects = FontEffects()


# The number formats that files name by number only, as an Excel that speaks Chinese shows them (ECMA-376 part 1,
# 18.8.30, and [MS-OI29500] 2.1.704 where Excel differs); 14 and 22 follow the settings of Windows.
_DATE_CHINESE: Final = ('yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"')
_HALF_DAY: Final = ('上午/下午h"时"mm"分"', '上午/下午h"时"mm"分"ss"秒"')
_BUILT_IN: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;[Red]"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;[Red]"¥"-#,##0.00',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: _DATE_CHINESE[0], 28: _DATE_CHINESE[1], 29: _DATE_CHINESE[1], 30: "m/d/yy", 31: _DATE_CHINESE[2],
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: _HALF_DAY[0], 35: _HALF_DAY[1], 36: _DATE_CHINESE[0],
    37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: _DATE_CHINESE[0], 51: _DATE_CHINESE[1], 52: _DATE_CHINESE[0], 53: _DATE_CHINESE[1], 54: _DATE_CHINESE[1],
    55: _HALF_DAY[0], 56: _HALF_DAY[1], 57: _DATE_CHINESE[0], 58: _DATE_CHINESE[1],
}  # fmt: skip


def styles(path: Path, data: bytes | None) -> dict[str | None, CellStyle]:
    """The cell styles, by the number that cells name; a cell that names none has the first. Raises ImportFailure."""
    if data is None:
        return {}
    root = parsed(path, data)
    codes = {str(number): code for number, code in _BUILT_IN.items()}
    codes |= {
        str(node.get("numFmtId")): str(node.get("formatCode", "")) for node in root.iterfind(f"{S}numFmts/{S}numFmt")
    }
    looks = [look(font) for font in root.iterfind(f"{S}fonts/{S}font")]
    found = [_style(node, codes, looks) for node in root.iterfind(f"{S}cellXfs/{S}xf")]
    return {None: found[0] if found else CellStyle(), **{str(number): style for number, style in enumerate(found)}}


def _style(node: etree._Element, codes: dict[str, str], looks: list[FontEffects]) -> CellStyle:
    font = str(node.get("fontId", ""))
    # An unknown number of a format must not be guessed.
    code = codes.get(number := str(node.get("numFmtId", "0")), f"[{number}]")
    return CellStyle(code, looks[int(font)] if is_index(font, len(looks)) else FontEffects())


def look(font: etree._Element | None) -> FontEffects:
    """The effects of a font or of the settings of a run."""
    if font is None:
        return FontEffects()
    strike, script = font.find(f"{S}strike"), font.find(f"{S}vertAlign")
    kind = "" if script is None else str(script.get("val", ""))
    return FontEffects(strike is not None and strike.get("val") in _ON, kind if kind != "baseline" else "")


def is_index(text: str, length: int) -> bool:
    """Whether a text is the number of one of `length` things."""
    return text.isascii() and text.isdigit() and len(text) < 9 and int(text) < length
