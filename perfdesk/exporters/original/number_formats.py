"""How the styles of an original workbook write numbers."""

import re
from typing import Final

from perfdesk.exporters.original.members import S, parsed

_PLAIN_FORMAT: Final = re.compile(r"(#,##)?0(\.0+)?(?:_.|\s)*(?:;.*)?", re.DOTALL)
# What Excel knows these numbers of formats as (ECMA-376 part 1, 18.8.30).
_BUILT_IN: Final = {0: "", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00"}


class Formats:
    """How the styles of a workbook write numbers."""

    def __init__(self, data: bytes | None) -> None:
        root = parsed(data) if data else None
        own = root.iter(f"{S}numFmt") if root is not None else iter(())
        codes = {str(one.get("numFmtId")): str(one.get("formatCode", "")) for one in own}
        known = {str(number): code for number, code in _BUILT_IN.items()}
        styles = root.find(f"{S}cellXfs") if root is not None else None
        self._codes = [
            {**known, **codes}.get(one.get("numFmtId", "0")) for one in (styles if styles is not None else ())
        ]

    def shows(self, style: str | None, text: str) -> bool:
        """Whether a number in this style is shown just as the text is written."""
        at = int(style) if style and style.isascii() and style.isdigit() else 0
        code = self._codes[at] if at < len(self._codes) else None
        if code is None:
            return False
        decimals = text.partition(".")[2]
        if not code or code == "General":
            return "," not in text and not decimals.endswith("0") and len(text) <= 11
        shape = _PLAIN_FORMAT.fullmatch(code)
        if shape is None:
            return False
        grouped = "," in text if len(text.partition(".")[0].lstrip("-").replace(",", "")) > 3 else bool(shape[1])
        return bool(shape[1]) == grouped and len(shape[2] or ".") - 1 == len(decimals)
