"""Finds for each Word, Excel or text annex the version that it comes from, and makes it an edited version of that.

An annex that we exported names its version. Where it does not (it was typed anew, or another program dropped the ids),
the nearest version that the files know counts, if it is near enough. So what was deleted in an annex counts as deleted,
what was left alone is no opinion, and an annex that was merged before has no news.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from perfdesk.exporters.failure import ExportFailure
from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.loader import form_of
from perfdesk.importers.load import ImportFailure
from perfdesk.merge.annex_edits import edited, same_content
from perfdesk.merge.nearest import NEAR, Near, nearness, nearnesses
from perfdesk.merge.sides import Basis, Side
from perfdesk.merge.staleness import Staleness
from perfdesk.model.delta import DeltaError
from perfdesk.model.document import Document
from perfdesk.model.export_origin import ExportOrigin
from perfdesk.model.revisions import Revision, Revisions, seen_from
from perfdesk.store.format import document_bytes, revision_of

NONE: Final = ""
# A file with our ids in which nearly all is other text was made anew from an old one. What it lacks is not removed.
_STILL_IT: Final = 0.2
# So many older versions are looked at, the nearest first.
_MOST_COMPARED: Final = 20
_NAMED: Final = "文件里记着是由这个版本导出的"
_EARLIER: Final = "文件由更新的版本导出，这是它以前的、这里也有的版本"
_NEAREST: Final = "文件里没有版本号，与这个版本最接近（{0} 处不同，{1}% 相同）"
_UNKNOWN: Final = "文件里记着的版本这里没有，与这个版本最接近（{0} 处不同，{1}% 相同）"
_CHOSEN: Final = "由人选定"
_NO_VERSION: Final = "没有相近的版本，每处不同都要问"
_CHOSEN_NONE: Final = "由人选定不用旧版本，每处不同都要问"
_UNREADABLE: Final = "原来的版本还原不了，每处不同都要问"
_EXCERPT: Final = "；只有一部分项目，没有的不算删除"
_GIVEN: Final = "指定的文件"


class MailedAnnex(NamedTuple):
    """A file that is none of ours, as it was read: what it is called, what it holds, its kind, and the version that it
    names."""

    name: str
    document: Document
    suffix: str
    origin: ExportOrigin | None = None


# Reads a file by a form; ImportFailure.
Read = Callable[[Path, Form], Document]


@dataclass(slots=True)
class AnnexBases:
    """The versions that the files of a merge know, and the annexes that are compared with them."""

    ours: Document
    histories: Sequence[Revisions]
    read: Read
    _printed: dict[tuple[str, str, str], Document] = field(default_factory=dict)

    def side(self, annex: MailedAnnex, chosen: str | None = None) -> Side:
        """An annex as a side of a merge. `chosen` is the version that a person wants, NONE for none."""
        if chosen == NONE:
            return Side(annex.name, annex.document, basis=Basis("", _CHOSEN_NONE))
        found = self._chosen(chosen) if chosen else self._named(annex) or self._nearest(annex)
        if found is None:
            return Side(annex.name, annex.document, basis=Basis("", _UNREADABLE if chosen else _NO_VERSION))
        revision, version, why = found
        try:
            return self._based(annex, revision, version, why)
        except (ImportFailure, FormError, ExportFailure):
            return Side(annex.name, annex.document, basis=Basis("", _UNREADABLE))

    def given(self, annex: MailedAnnex, base: Document) -> Side:
        """An annex that is compared with a version that is given from outside."""
        basis = Basis("", _GIVEN)
        with suppress(ImportFailure, FormError, ExportFailure):
            printed = self._print("", base, annex)
            return Side(annex.name, edited(base, printed, annex.document, self.ours).document, basis=basis)
        return Side(annex.name, annex.document, basis=basis)

    # --- which version --------------------------------------------------------------------------------------------

    def _chosen(self, revision: str) -> tuple[str, Document, str] | None:
        version = self._version(revision)
        return None if version is None else (revision, version, _CHOSEN)

    def _named(self, annex: MailedAnnex) -> tuple[str, Document, str] | None:
        if annex.origin is None:
            return None
        revision = annex.origin.among(one for known in self.histories for one in known.reachable())
        version = self._version(revision)
        if version is None or nearness(form_of(annex.document), annex.document, version).share < _STILL_IT:
            return None
        return revision, version, _NAMED if revision == annex.origin.revision else _EARLIER

    def _nearest(self, annex: MailedAnnex) -> tuple[str, Document, str] | None:
        versions = dict(self._versions())
        form = form_of(annex.document)
        found = dict(zip(versions, nearnesses(form, annex.document, versions.values()), strict=False))
        near = {revision: one for revision, one in found.items() if one.share >= NEAR}
        if not near:
            return None
        revision = self._oldest(Staleness(form, annex.document), versions, near)
        said = _NEAREST if annex.origin is None else _UNKNOWN
        return revision, versions[revision], said.format(near[revision].edits, int(100 * near[revision].share))

    def _oldest(self, stale: Staleness, versions: Mapping[str, Document], near: Mapping[str, Near]) -> str:
        """The nearest version; of several, and where the annex has what an older one says, the older one. No name of a
        file and no order decides."""
        found = min(near, key=lambda one: (near[one].edits, one))
        facts = stale.facts(versions[found])
        older = sorted((near[one].edits, one) for one in self._ancestors(found) & near.keys() - {found})
        for _, one in older[:_MOST_COMPARED]:
            before = stale.facts(versions[one])
            if one in self._ancestors(found) and stale.is_older(facts, before):
                found, facts = one, before
        return found

    def _ancestors(self, revision: str) -> Set[str]:
        """All versions before one that any of the files knows of."""
        return frozenset[str]().union(*(known.ancestors(revision) for known in self.histories))

    def _versions(self) -> Iterator[tuple[str, Document]]:
        for known in self.histories:
            yield from known.versions()

    def _version(self, revision: str) -> Document | None:
        for known in self.histories:
            with suppress(KeyError, DeltaError):
                return known.version(revision)
        return None

    # --- what the annex says ------------------------------------------------------------------------------------------

    def _based(self, annex: MailedAnnex, revision: str, version: Document, why: str) -> Side:
        made, excerpt = edited(version, self._print(revision, version, annex), annex.document, self.ours)
        basis = Basis(revision, why + (_EXCERPT if excerpt else ""))
        files = [known for known in self.histories if revision in known or known.tip == revision]
        past = seen_from(revision, version, *files)
        if made is version:
            return Side(annex.name, version, "", past, basis)
        for child, known in self._after(revision, made):
            return Side(annex.name, known, "", seen_from(child, known, *self.histories), basis)
        tip = revision_of(document_bytes(made), [revision])
        new = Revision(tip, (revision,), source=annex.name)
        return Side(annex.name, made, "", past.followed_by(new, made), basis)

    def _after(self, revision: str, made: Document) -> Iterator[tuple[str, Document]]:
        """The versions straight after a version that have this content already: the annex was merged before."""
        for known in self.histories:
            for one in known:
                version = self._version(one.id) if one.parents == (revision,) else None
                if version is not None and same_content(version, made):
                    yield one.id, version

    def _print(self, revision: str, version: Document, annex: MailedAnnex) -> Document:
        """A version as it is read from its own print, in the form and kind of file of the annex."""
        form = form_of(annex.document)
        key = (revision, form.digest or form.id, annex.suffix)
        if not revision or key not in self._printed:
            self._printed[key] = self._read_again(form, version, annex.suffix)
        return self._printed[key]

    def _read_again(self, form: Form, version: Document, suffix: str) -> Document:
        # Only for annexes; every command that reads files imports this module.
        from perfdesk.exporters.excel import write_workbook
        from perfdesk.exporters.word import write_document

        with TemporaryDirectory() as folder:
            path = Path(folder) / ("print.xlsx" if suffix == ".xlsx" else "print.docx")
            with path.open("wb") as stream:
                if suffix == ".xlsx":
                    write_workbook(form, version, stream)
                else:
                    write_document(form, version, stream, pages={})
            return self.read(path, form)


def with_bases(
    bases: AnnexBases, sides: Sequence[Side | MailedAnnex], base: Document | None, chosen: Mapping[str, str]
) -> list[Side]:
    """The files as sides of a merge, each annex with its base. `base` is one that is given for all."""
    return [
        one
        if isinstance(one, Side)
        else bases.given(one, base)
        if base is not None
        else bases.side(one, chosen.get(one.name))
        for one in sides
    ]
