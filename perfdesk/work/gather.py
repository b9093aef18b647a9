"""Reads many people's files, to merge them or roll them up. A file that cannot be read becomes one sentence."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.loader import form_of
from perfdesk.forms.money_units import recounted, unit_of
from perfdesk.forms.stand_in import StandIn
from perfdesk.importers.load import Imported, ImportFailure
from perfdesk.merge.sides import Side
from perfdesk.model.document import Document
from perfdesk.model.keys import FISCAL_YEAR, MONEY_UNIT
from perfdesk.model.revisions import Revisions, newest_common
from perfdesk.model.values import normal
from perfdesk.store import file
from perfdesk.store.format import Known
from perfdesk.work.annex_bases import AnnexBases, MailedAnnex, with_bases
from perfdesk.work.reader_process import Reader

if TYPE_CHECKING:
    from perfdesk.work.unknown_annex import UnknownAnnex

_log = logging.getLogger(__name__)
SOURCES: Final = (".txt", ".docx", ".xlsx")
# A person is asked about each, and after one is learned all are read again.
_MOST_UNKNOWN: Final = 30
READ_FAILURES: Final = (FormError, ImportFailure, file.ReadError)


class Gathered(NamedTuple):
    """The files that can be merged, why each other one cannot, and what must be known about those that can. `read` are
    the same files before a base was found for the annexes, `chosen` the revisions that a person chose for some;
    `unknown` are those of the refused whose form can be learned, in their order."""

    sides: list[Side]
    refused: list[str]
    notices: list[str]
    read: list[Side | MailedAnnex]
    chosen: Mapping[str, str] = MappingProxyType({})
    unknown: "Sequence[UnknownAnnex]" = ()

    @property
    def annexes(self) -> list[MailedAnnex]:
        """The files that are none of ours."""
        return [one for one in self.read if isinstance(one, MailedAnnex)]


def files_in(path: Path, go_on: Callable[[], None] = lambda: None) -> list[Path]:
    """The path itself, or what a folder holds that can be read, in a stable order; lock files of Word left out.

    `go_on` is called for each file there is; what it raises comes through.
    """
    if not path.is_dir():
        return [path]
    found = []
    for one in path.rglob("*"):
        go_on()
        if one.suffix.lower() in (file.SUFFIX, *SOURCES) and not one.name.startswith(("~$", ".")) and one.is_file():
            found.append(one)
    return sorted(found)


def files_to_merge(paths: Iterable[Path], own: Path | None, go_on: Callable[[], None] = lambda: None) -> list[Path]:
    """All that these paths and folders hold that can be read, without the document's own file."""
    found = [one for path in paths for one in files_in(path, go_on)]
    return [one for one in found if own is None or not is_same_file(one, own)]


def is_form_file(path: Path) -> bool:
    """Whether a file is a form that a colleague hands on, by its name: no annex is called so."""
    return path.suffix.lower() in (".zip", ".toml")


def is_document(path: Path) -> bool:
    """Whether a file is one of ours by its name; others are annexes that have to be read by a form."""
    return path.suffix.lower() in (file.SUFFIX, "")


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, which need not be there."""
    return one.resolve() == other.resolve()


def read_document(
    path: Path,
    go_on: Callable[[], None] = lambda: None,
    reader: Reader | None = None,
    carried: Form | None = None,
) -> Document:
    """A document, or the document that a Word, Excel or text annex becomes. READ_FAILURES; what `go_on` raises.

    Who has many files gives one reader for all; who has one, the form of the document that it belongs to.
    """
    if is_document(path):
        return file.read(path).document
    if reader is not None:
        return reader.read(path, go_on=go_on).document
    with Reader(carried=carried) as only:
        return only.read(path, go_on=go_on).document


def side_of(opened: file.Opened, name: str) -> Side:
    """A document of ours as a side of a merge."""
    return Side(name, opened.document, opened.baggage.header.author, file.revisions(opened))


def gather(
    paths: Sequence[Path],
    ours: Document,
    go_on: Callable[[], None] = lambda: None,
    known: Known | None = None,
    *,
    past: Revisions | None = None,
    base: Document | None = None,
) -> Gathered:
    """Reads the files to be merged into a document. A bad one stops none of the others.

    `known` is what OURS was read with, if it was only just read; `past` is its history, and `base` a version that all
    files shall be compared with.

    `go_on` is called from time to time; what it raises comes through.
    """
    found = Gathered([], [], [], [])
    unknown: list[UnknownAnnex] = []
    called = names(paths)
    known = known or Known()
    with Reader(carried=form_of(ours)) as reader:
        for path in paths:
            go_on()
            try:
                side, notice = _side(path, called[path], known, lambda path: reader.read(path, go_on=go_on))
            except READ_FAILURES as failure:
                found.refused.append(str(failure))
                if len(unknown) < _MOST_UNKNOWN and (one := _learnable(path, failure, reader, go_on)) is not None:
                    unknown.append(one)
            else:
                _take(found, *_in_unit_of(ours, past, side, notice), ours)
        found.sides.extend(_based(found.read, ours, past, reader, go_on, base=base))
    _log.info("read for a merge: %d files, %d refused", len(found.sides), len(found.refused))
    return found._replace(unknown=unknown)


def _learnable(path: Path, failure: Exception, reader: Reader, go_on: Callable[[], None]) -> "UnknownAnnex | None":
    from perfdesk.work.unknown_annex import learnable  # with all that learning needs, which most gatherings do without

    return learnable(path, failure, reader, go_on)


def rebased(
    found: Gathered,
    ours: Document,
    past: Revisions | None,
    chosen: Mapping[str, str],
    go_on: Callable[[], None] = lambda: None,
) -> Gathered:
    """The same files, with other bases for the annexes that a person chose one for: by name, the id of a revision, or
    annex_bases.NONE."""
    with Reader(carried=form_of(ours)) as reader:
        whole = {**found.chosen, **chosen}
        sides = _based(found.read, ours, past, reader, go_on, chosen=whole)
        return found._replace(sides=sides, chosen=whole)


def _based(
    read: Sequence[Side | MailedAnnex],
    ours: Document,
    past: Revisions | None,
    reader: Reader,
    go_on: Callable[[], None],
    base: Document | None = None,
    chosen: Mapping[str, str] = MappingProxyType({}),
) -> list[Side]:
    bases = AnnexBases(ours, _known(read, past), lambda path, form: reader.read(path, form, go_on).document)
    return with_bases(bases, read, base, chosen)


def _known(read: Sequence[Side | MailedAnnex], past: Revisions | None) -> list[Revisions]:
    known = [past, *(one.revisions for one in read if isinstance(one, Side))]
    return [one for one in known if one is not None]


def versions_of(found: Gathered, past: Revisions | None) -> list[Revisions]:
    """The histories whose versions annexes can be compared with, that of OURS first."""
    return _known(found.read, past)


def _in_unit_of(
    ours: Document, past: Revisions | None, side: Side | MailedAnnex, notice: str
) -> tuple[Side | MailedAnnex, str]:
    """A file with its amounts in the unit of OURS, and what is to be said of it. In a version of the same document a
    colleague may have changed the unit, which is a difference like any other."""
    theirs = side.revisions if isinstance(side, Side) else None
    if past is not None and theirs is not None and newest_common(past, theirs):
        return side, notice
    form = form_of(side.document)
    if isinstance(form, StandIn) and not side.document.fields[MONEY_UNIT].strip():
        return side, notice  # nobody knows in which unit it is
    found = recounted(side.document, form, unit_of(ours, form_of(ours)))
    if not found.words:
        return side, notice
    told = f"“{side.name}”的{found.words}，再合并。"
    if isinstance(side, Side):
        return replace(side, document=found.document), f"{notice}{told}"
    return side._replace(document=found.document), f"{notice}{told}"


def _take(found: Gathered, side: Side | MailedAnnex, notice: str, ours: Document) -> None:
    reason = _stranger(side.document, ours)
    if reason:
        found.refused.append(f"没有合并“{side.name}”：{reason}。")
    else:
        found.read.append(side)
        found.notices.extend([notice] if notice else [])


def _side(path: Path, name: str, known: Known, read: Callable[[Path], Imported]) -> tuple[Side | MailedAnnex, str]:
    if not is_document(path):
        imported = read(path)
        return MailedAnnex(name, imported.document, path.suffix.lower(), imported.origin), ""
    opened = file.read(path, known)
    if opened.read_only:
        raise file.ReadError(f"没有合并“{name}”：由更新版本的程序保存，请先升级程序。")
    return side_of(opened, name), opened.notice


def names(paths: Sequence[Path]) -> dict[Path, str]:
    """What the files are called: their names, with the folder where two are called the same."""
    count = Counter(path.name for path in paths)
    return {path: path.name if count[path.name] == 1 else "/".join(path.absolute().parts[-2:]) for path in paths}


def _stranger(document: Document, ours: Document) -> str:
    """Why a document does not belong together with OURS; "" if it does. A new, empty one takes in any year."""
    years = [normal(one.fields[FISCAL_YEAR]) for one in (document, ours)]
    if all(years) and years[0] != years[1]:
        return f"年度是 {years[0]}，与本文件的 {years[1]} 不同"
    return ""
