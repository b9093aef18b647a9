"""Word's fields: which text is the instruction and which the result, and what a field without a stored result shows."""

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from perfdesk.importers.equations import fraction, index, power, root
from perfdesk.importers.namespaces import VALUE, W, number, on, value
from perfdesk.importers.symbols import symbol

_LONGEST_CODE: Final = 2_000
_DEEPEST: Final = 20
# Fields that mark something and show nothing.
_SILENT: Final = frozenset(
    ("ADVANCE", "ASK", "BIDIOUTLINE", "HYPERLINK", "NEXT", "NEXTIF", "PRINT", "PRIVATE", "RD", "SET", "SKIPIF", "TA",
     "TC", "TOC", "XE")
)  # fmt: skip
# Fields whose result Word fetches from another file or program, which may be anywhere and anything.
_FETCHING: Final = frozenset(
    ("DATABASE", "DDE", "DDEAUTO", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "LINK")
)  # fmt: skip
_CIRCLES: Final = "○〇◯ＯO"
_NAME: Final = re.compile(r"\s*(\w+)\s?")
_QUOTED: Final = re.compile(r'"([^"]*)"|(\S+)')
_OPTION: Final = re.compile(r"\\(\w+|.)")


@dataclass(slots=True)
class OpenField:
    """A field that has begun and not ended. `form` are the properties of a legacy form field (w:ffData)."""

    code: str = ""
    form: etree._Element | None = None
    has_result: bool = False
    shown: bool = False

    @property
    def takes_text(self) -> bool:
        """Whether the next text is the result of the field and is shown."""
        return self.has_result and self.name not in _CHOSEN

    @property
    def name(self) -> str:
        """FORMTEXT, PAGE, EQ, …"""
        found = _NAME.match(self.code)
        return found[1].upper() if found else ""

    @property
    def fetches(self) -> bool:
        """Whether the result comes from another file or program."""
        return self.name in _FETCHING

    @property
    def answered(self) -> bool:
        """Whether the result is complete. An empty text field was emptied on purpose."""
        return self.takes_text and (self.shown or self.name == "FORMTEXT")

    def add_code(self, text: str) -> None:
        """Appends text to the instruction. Text behind it is the result."""
        if not self.has_result:
            self.code = (self.code + text)[:_LONGEST_CODE]


# Fields whose choice is stored in their properties and not in their result.
_CHOSEN: Final = ("FORMCHECKBOX", "FORMDROPDOWN")


def field_text(code: str, form: etree._Element | None) -> str | None:
    """The text that a field shows, from its instruction and its form properties; None if it is unknown."""
    found = _NAME.match(code)
    name, rest = (found[1].upper(), code[found.end() :]) if found else ("", "")
    if name in _SILENT or not code.strip():
        return ""
    if name.startswith("FORM"):
        return _form_text(name, form)
    read = _READERS.get(name)
    return None if read is None else read(rest)


def _form_text(name: str, form: etree._Element | None) -> str | None:
    if form is None:
        return None
    if name == "FORMCHECKBOX":
        box = form.find(f"{W}checkBox")
        if box is None:
            return None
        checked = on(box.find(f"{W}checked"))
        return "☑" if (on(box.find(f"{W}default")) if checked is None else checked) else "☐"
    if name == "FORMDROPDOWN":
        return _chosen(form.find(f"{W}ddList"))
    return value(form.find(f"{W}textInput"), "default")


def _chosen(options: etree._Element | None) -> str | None:
    if options is None:
        return None
    entries = [str(entry.get(VALUE) or "") for entry in options.findall(f"{W}listEntry")]
    at = number(options, "result", number(options, "default", 0))
    return entries[at] if at < len(entries) else None


def _quote(code: str) -> str:
    """QUOTE "text": the text, up to the switches."""
    return "".join(match[1] or match[2] or "" for match in _QUOTED.finditer(code.partition("\\*")[0]))


def _button(code: str) -> str:
    """MACROBUTTON name text: the text that is shown for clicking."""
    return code.strip().partition(" ")[2].strip()


def _symbol(code: str) -> str | None:
    """SYMBOL 179 \\f "Symbol": a glyph by its number."""
    pieces = [match[1] or match[2] or "" for match in _QUOTED.finditer(code)]
    options = [piece.lower() for piece in pieces]
    font = pieces[at + 1] if "\\f" in options and (at := options.index("\\f")) + 1 < len(pieces) else ""
    text = pieces[0] if pieces else ""
    try:
        return symbol(font, int(text, 0))
    except ValueError:
        return symbol(font, ord(text)) if len(text) == 1 else None


# --- EQ ---------------------------------------------------------------------------------------------------------


def equation(code: str) -> str | None:
    """The line of an EQ field: \\o(○,1) is ①, \\f(1,2) is 1/2, \\s\\up(2) is ²; None if it says something else."""
    try:
        return _Equation(code.partition("\\* ")[0]).text()
    except ValueError:
        return None


class _Equation:
    """Reads an EQ instruction from left to right."""

    def __init__(self, code: str) -> None:
        self._code = code.strip()
        self._at = 0
        self._depth = 0

    def text(self) -> str:
        """All of it."""
        return self._until("")

    def _until(self, ends: str) -> str:
        """Text and switches up to one of these characters, which is not consumed."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("nested too deeply")
        pieces: list[str] = []
        while self._at < len(self._code) and self._code[self._at] not in ends:
            if self._code[self._at] == "\\":
                pieces.append(self._switch())
            else:
                pieces.append(self._code[self._at])
                self._at += 1
        self._depth -= 1
        return "".join(pieces)

    def _switch(self) -> str:
        """A switch with its options and its arguments; an escaped character stands for itself."""
        options: list[str] = []
        while (option := _OPTION.match(self._code, self._at)) is not None:
            self._at = option.end()
            options.append(option[1])
            if not options[0].isalnum():
                return options[0]
            while self._at < len(self._code) and self._code[self._at] in " 0123456789":
                self._at += 1
        if not options:
            raise ValueError("nothing behind the stroke")
        if self._at >= len(self._code) or self._code[self._at] != "(":
            if options[0].lower().startswith("d"):
                return ""
            raise ValueError("no arguments")
        return _joined(options, self._arguments())

    def _arguments(self) -> list[str]:
        arguments: list[str] = []
        while self._at < len(self._code) and (not arguments or self._code[self._at] != ")"):
            self._at += 1
            arguments.append(self._until(",;，)"))
        if self._at >= len(self._code):
            raise ValueError("no closing bracket")
        self._at += 1
        return arguments


def _joined(options: list[str], arguments: list[str]) -> str:
    """What a switch makes of its arguments."""
    counts, shape = _SWITCHES.get(options[0].lower()[:1], ((), None))
    if shape is None or len(arguments) not in counts:
        raise ValueError("not known")
    return shape(options, arguments)


def _root(options: list[str], arguments: list[str]) -> str:
    return root("".join(arguments[:-1]), arguments[-1])


def _script(options: list[str], arguments: list[str]) -> str:
    lowered = any(option.lower().startswith("do") for option in options)
    return index("", arguments[0]) if lowered else power("", arguments[0])


def _bounded(options: list[str], arguments: list[str]) -> str:
    return power(index(_integral(options), arguments[0]), arguments[1]) + arguments[2]


def _integral(options: list[str]) -> str:
    return next((sign for key, sign in (("su", "∑"), ("pr", "∏")) if key in options), "∫")


def _overlaid(options: list[str], arguments: list[str]) -> str:
    """A number in a circle (带圈字符)."""
    parts = [argument.strip() for argument in arguments]
    if len(parts) == 1:
        return parts[0]
    circle, text = parts if parts[0] in _CIRCLES else parts[::-1]
    if not circle or circle not in _CIRCLES or text not in _CIRCLED:
        raise ValueError("no number in a circle")
    return _CIRCLED[text]


_CIRCLED: Final = dict(
    zip(
        map(str, range(51)),
        "⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿",
        strict=True,
    )
)
_ANY: Final = range(1, _LONGEST_CODE)
# Each switch of EQ by its first letter: how many arguments it has, and what it makes of its options and arguments.
_SWITCHES: Final[Mapping[str, tuple[Container[int], Callable[[list[str], list[str]], str]]]] = {
    "l": (_ANY, lambda options, arguments: ",".join(arguments)),
    "a": (_ANY, lambda options, arguments: "; ".join(arguments)),
    "f": ((2,), lambda options, arguments: fraction(*arguments)),
    "r": ((1, 2), _root),
    "s": ((1,), _script),
    "i": ((3,), _bounded),
    "b": ((1,), lambda options, arguments: f"({arguments[0]})"),
    "x": ((1,), lambda options, arguments: arguments[0]),
    "d": (_ANY, lambda options, arguments: ""),
    "o": ((1, 2), _overlaid),
}


# The functions that read the instruction behind the name of a field.
_READERS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "EQ": equation,
    "SYMBOL": _symbol,
    "QUOTE": _quote,
    "MACROBUTTON": _button,
    "GOTOBUTTON": _button,
}
