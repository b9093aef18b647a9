"""Files of unknown forms, imported without a person: as the program understands them, which nobody has confirmed.

A batch has no window to ask in. What comes of it carries its form, as any document of a learned form does, and says how
much of that form is a guess.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.importers.grid import ImportFailure
from perfdesk.importers.recognise import Imported, recognise
from perfdesk.importers.report import Note
from perfdesk.learning.keeping import LearnedForm
from perfdesk.learning.mapping import AnnexMapping
from perfdesk.work.learned_forms import learned_from
from perfdesk.work.unknown_annex import UnknownAnnex, read_or_begin


def read_as_learned(paths: Sequence[Path]) -> tuple[list[Imported], bool]:
    """What each file holds, and whether a form was learned on the way. A file that the form learned before it fits is
    read by that. ImportFailure for the first file of which nothing can be learned."""
    form: Form | None = None
    read: list[Imported] = []
    for path in paths:
        found = read_or_begin(path, carried=form)
        if isinstance(found, UnknownAnnex):
            found, form = _by_better(found, form)
        read.append(found)
    return read, form is not None


def _by_better(found: UnknownAnnex, form: Form | None) -> tuple[Imported, Form | None]:
    """What a file holds by the form that is learned from it, or by a known one that fits but for what its report names
    and leaves out no more; and the form that was learned last."""
    known = found.imported
    try:
        own = _learned(found.path, found.mapping).form
        read = _said(recognise(found.path, found.mapping.sketch.source, own), found.mapping)
    except ImportFailure:
        if known is None:
            raise
        return known, form
    return (known, form) if known is not None and len(known.left_out) <= len(read.left_out) else (read, own)


def _learned(path: Path, mapping: AnnexMapping) -> LearnedForm:
    try:
        return learned_from(path, mapping.guessed, mapping.sketch)
    except FormError as error:
        raise ImportFailure(f"{path} 的表格太不寻常，学不成表样（{str(error).rstrip('。')}），没有装入。") from error
    except OSError as error:
        raise ImportFailure(f"{path} 已经读不到了（{error.strerror or error}），没有装入。") from error


def _said(imported: Imported, mapping: AnnexMapping) -> Imported:
    asked = mapping.guessed.asked
    doubts = f"其中 {asked} 处程序没有把握" if asked else "各处程序都认得"
    note = Note("", f"表样是从这份文件学的，还没有人确认，{doubts}；用窗口打开原文件可以逐处确认")
    return replace(imported, guessed=(note, *imported.guessed))
