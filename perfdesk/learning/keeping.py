"""learned(...): the form of a proposal, with the office's own file beside it, so that the annex is printed by filling
that file."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from perfdesk.exporters.original.excel import check_excel
from perfdesk.exporters.original.members import NoFit, package_bytes
from perfdesk.exporters.original.word import BODY, check_word
from perfdesk.forms.definition import Form
from perfdesk.forms.form_file import form_in
from perfdesk.importers.checked_original import OriginalRefused, checked_members, inflated
from perfdesk.learning.anonymous import anonymous
from perfdesk.learning.blank_sheets import blank_excel
from perfdesk.learning.blanking import Place, blank_word
from perfdesk.learning.draft import draft
from perfdesk.learning.own_words import OwnWord, OwnWords, words_text
from perfdesk.learning.proposal import FormProposal
from perfdesk.learning.sketch import Sketch
from perfdesk.model.form_copy import DEFINITION, EXCEL_ORIGINAL, LEXICON, WORD_ORIGINAL, FormCopy, FormFile

_ZIP: Final = b"PK"


class LearnedForm(NamedTuple):
    """A form, and why the file that it was learned from is not filled when it prints: a Chinese clause, "" if it is."""

    form: Form
    unfilled: str


def learned(
    proposal: FormProposal, sketch: Sketch, stem: str, content: bytes, words: Sequence[OwnWord] = ()
) -> LearnedForm:
    """The form, with its original if that can be filled. `content` is the file, `stem` its name; `words` are what a
    person has confirmed of its labels. Raises FormError if the tables make no form."""
    try:
        form, why = _with_original(proposal, sketch, stem, content), ""
    except (NoFit, OriginalRefused) as no:
        form, why = form_in(FormCopy((_definition(proposal, sketch, stem),))), str(no)
    if not words:
        return LearnedForm(form, why)
    files = [*form.copy.files, FormFile.of(LEXICON, words_text(OwnWords(tuple(words))))]
    return LearnedForm(form_in(FormCopy(tuple(sorted(files, key=lambda one: one.name)))), why)


def _with_original(proposal: FormProposal, sketch: Sketch, stem: str, content: bytes) -> Form:
    if not content.startswith(_ZIP):
        raise NoFit("不是 Word 或 Excel 文件")
    members = anonymous(inflated(content))
    place = _blanked(members, proposal)
    is_word = BODY in members
    kept = package_bytes(members)
    members = checked_members(kept)
    file = FormFile.of(WORD_ORIGINAL if is_word else EXCEL_ORIGINAL, kept)
    definition = _definition(proposal, sketch, stem, {"digest": file.digest, **place})
    form = form_in(FormCopy((definition, file)))
    (check_word if is_word else check_excel)(form, members)
    return form


def _blanked(members: dict[str, bytes], proposal: FormProposal) -> Place:
    if BODY not in members:
        return blank_excel(members, proposal)
    members[BODY], place = blank_word(members[BODY], proposal)
    return place


def _definition(proposal: FormProposal, sketch: Sketch, stem: str, original: Place | None = None) -> FormFile:
    return FormFile.of(DEFINITION, draft(proposal, sketch.look, stem, original))
