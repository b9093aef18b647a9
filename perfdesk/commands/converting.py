"""convert: a document in another form."""

import argparse
from collections.abc import Iterator

from perfdesk.commands import reports
from perfdesk.commands.exit_codes import DONE, NEEDS_A_PERSON, Refusal
from perfdesk.commands.shared import free, print_json, replaced, tell_of_form, to_change
from perfdesk.forms.conversion import Conversion, convert
from perfdesk.forms.loader import form, form_of
from perfdesk.forms.stand_in import StandIn
from perfdesk.model.edits import ReplaceContent


def convert_document(options: argparse.Namespace) -> int:
    """convert: one more revision of the document, in another form and another file. Exit code 1 where something that is
    filled in does not print any more, or where the new form asks for more."""
    out, wanted = free(options.out, options), form(options.form)
    work = to_change(options.doc)
    old = form_of(work.document)
    if old.id == wanted.id and not isinstance(old, StandIn):
        raise Refusal(f"{options.doc.name} 已经是表样“{wanted.title}”（{wanted.id}），没有换。")
    tell_of_form(work.document)
    made = convert(work.document, old, wanted, work.saved_as)
    work.run(ReplaceContent(made.document, "换表样"))
    work.save(out, options.author, replaces=replaced(options))
    if options.json:
        print_json(reports.conversion_json(made))
    else:
        print("\n".join((f"{options.doc.name} → {out.name}：{wanted.title}（{wanted.place}）", *_lines(made))))
    return NEEDS_A_PERSON if made.kept or made.asked else DONE


def _lines(made: Conversion) -> Iterator[str]:
    if made.recounted:
        yield f"  {made.recounted}"
    for one in made.renamed:
        yield f"  名称不同 {one.words}"
    for left in made.kept:
        yield f"  不印，保留 {left.words(made.known)}"
    for asked in made.asked:
        yield f"  待填 {asked.words}"
