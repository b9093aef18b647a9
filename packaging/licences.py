"""Collects the licences of everything that goes out with the program into one text.

    python packaging/licences.py --site-packages DIR [--python LICENSE.txt --python-version 3.11.9] -o THIRD-PARTY.txt

DIR holds the libraries as they are shipped. What each of them says about itself counts; texts that the wheels of Qt do
not bring lie in `packaging/licences`. Of the same libraries the same text is made, byte for byte. A library without a
licence text, and one that the lock names and DIR lacks, is named, and nothing is written.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent
_TEXTS: Final = _HERE / "licences"
_LOCK: Final = _HERE.parent / "requirements.lock"
_UNICODE: Final = _HERE.parent / "resources" / "unicode"

# A library names its licence files by these words (PEP 639 has a field for them, which older wheels lack).
_FILE_WORDS: Final = ("licen", "copying", "notice", "authors")
# The program itself is no third party.
_OWN: Final = "perfdesk"

# Wheels without a text of their own, and where the texts lie. Qt is used under the LGPL: unchanged, as libraries that
# may be replaced by files of the same name. LGPL 3 builds on the text of GPL 3, so both go out.
_LGPL: Final = ("LGPL-3.0.txt", "GPL-3.0.txt")
_KEPT_TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "pyside6-essentials": (*_LGPL, "qt-third-party.txt"),
    "shiboken6": _LGPL,
}
_NOTES: Final[Mapping[str, str]] = {
    "pyside6-essentials": "Qt and Qt for Python, unchanged, used under LGPL 3. Their sources: https://download.qt.io/official_releases/",
    "shiboken6": "Unchanged, used under LGPL 3. Its source: https://download.qt.io/official_releases/QtForPython/",
}


@dataclass(frozen=True)
class Component:
    """One thing that goes out: its name, version, licence in a few words, and the texts in full."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]
    note: str = ""


class Incomplete(Exception):
    """What is missing, one line each."""


def canonical(name: str) -> str:
    """A name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: Path = _LOCK) -> dict[str, str]:
    """The version of each library that the lock names."""
    pins = re.findall(r"(?m)^([A-Za-z0-9_.-]+)==([^\s;\\]+)", lock.read_text(encoding="utf-8"))
    return {canonical(name): version for name, version in pins}


def libraries(site_packages: Path) -> list[Component]:
    """Every library that lies in this folder."""
    found = (one for one in distributions(path=[str(site_packages)]) if canonical(one.name) != _OWN)
    return [_component(one) for one in found]


def _component(found: Distribution) -> Component:
    name = canonical(found.name)
    kept = (_read(_TEXTS / file) for file in _KEPT_TEXTS.get(name, ()))
    return Component(found.name, found.version, _licence(found), (*_texts(found), *kept), _NOTES.get(name, ""))


def _licence(found: Distribution) -> str:
    """As an SPDX expression where the library gives one (PEP 639), else as its own words or its classifier say."""
    expression, words = ((found.metadata.get_all(field) or [""])[0] for field in ("License-Expression", "License"))
    kinds = (one for one in found.metadata.get_all("Classifier") or () if one.startswith("License ::"))
    classified = ", ".join(one.rpartition(" :: ")[2] for one in kinds)
    short = words.splitlines()[0] if words else ""
    return expression or short or classified


def _texts(found: Distribution) -> Iterator[str]:
    """The texts beside the library's metadata: those that it names (PEP 639), and, for that field is young, those that
    are called so."""
    named = {f"licenses/{one}" for one in found.metadata.get_all("License-File") or ()}
    files = sorted(found.files or (), key=str)
    for file in files:
        beside_metadata = file.parts[0].endswith((".dist-info", ".egg-info"))
        called = file.name.lower().startswith(_FILE_WORDS) or "/".join(file.parts[1:]) in named
        if beside_metadata and called:
            yield _read(Path(str(file.locate())))


def _read(path: Path) -> str:
    """A text with the ends of lines and the end of the file alike on every system."""
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def data() -> list[Component]:
    """What of others' work lies in our own resources. Icons and examples are our own; no font goes out."""
    version = re.search(r"-([\d.]+)\.txt", (_UNICODE / "EquivalentUnifiedIdeograph.txt").read_text(encoding="utf-8"))
    text = _read(_UNICODE / "LICENSE.txt")
    names = ("EquivalentUnifiedIdeograph (Unicode)", "Unihan_Variants (Unicode)")
    return [Component(name, version[1] if version else "", "Unicode-DFS", (text,)) for name in names]


def python(licence: Path, version: str) -> Component:
    """The Python that goes out with the program."""
    return Component("CPython", version, "PSF-2.0", (_read(licence),))


def missing(components: Iterable[Component], pins: Mapping[str, str]) -> list[str]:
    """What keeps the list from being whole, one line each."""
    here = {canonical(one.name): one for one in components}
    silent = [f"{one.name} {one.version}: no licence text" for one in here.values() if not any(one.texts)]
    nameless = [f"{one.name} {one.version}: does not say its licence" for one in here.values() if not one.licence]
    absent = [f"{name} {version}: in the lock, not installed" for name, version in pins.items() if name not in here]
    other = [
        f"{name}: the lock has {version}, installed is {here[name].version}"
        for name, version in pins.items()
        if name in here and here[name].version != version
    ]
    return sorted(silent + nameless + absent + other)


def third_party(components: Iterable[Component]) -> str:
    """The whole text: a list of what goes out, then each licence once, under the names of all it belongs to."""
    ordered = sorted(components, key=lambda one: (canonical(one.name), one.version))
    names: dict[str, list[str]] = {}
    for one in ordered:
        for text in dict.fromkeys(one.texts):
            names.setdefault(text, []).append(one.name)
    rows = "\n".join(_row(one) for one in ordered)
    texts = "".join(f"\n\n{'=' * 80}\n{', '.join(owners)}\n{'=' * 80}\n\n{text}" for text, owners in names.items())
    return f"{_HEAD}\n{rows}{texts}\n"


_HEAD: Final = """本程序用到的开源软件和数据，以及它们的许可证全文。
What others made and this program brings with it; below the list, the licences in full.
"""


def _row(one: Component) -> str:
    note = f"\n  {one.note}" if one.note else ""
    return f"- {one.name} {one.version}: {one.licence}{note}"


def other(row: str) -> Component:
    """What is no wheel, as the command line names it: NAME=VERSION=LICENCE=FILE."""
    name, version, licence, file = row.split("=", 3)
    return Component(name, version, licence, (_read(Path(file)),))


def collect(site_packages: Path, others: Iterable[Component] = (), lock: Path = _LOCK) -> str:
    """The text for what is shipped from this folder; `Incomplete` names what is missing."""
    components = [*libraries(site_packages), *data(), *others]
    lacking = missing(components, locked(lock))
    if lacking:
        raise Incomplete("\n".join(lacking))
    return third_party(components)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Collects the licences of what goes out into one text.")
    parser.add_argument("--site-packages", type=Path, required=True, metavar="DIR", help="where the libraries lie")
    parser.add_argument("--python", type=Path, metavar="FILE", help="LICENSE.txt of the Python that goes out as well")
    parser.add_argument("--python-version", default="", metavar="VERSION", help="its version")
    parser.add_argument("--also", action="append", default=[], metavar="NAME=VERSION=LICENCE=FILE", help="no wheel")
    parser.add_argument("--lock", type=Path, default=_LOCK, metavar="FILE", help="what has to be there")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    return parser.parse_args()


def main() -> int:
    """Writes the text; 1 if something is missing, and then nothing is written."""
    asked = _arguments()
    others = [python(asked.python, asked.python_version)] if asked.python else []
    try:
        text = collect(asked.site_packages, [*others, *map(other, asked.also)], asked.lock)
    except Incomplete as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    asked.output.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
