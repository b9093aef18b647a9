"""learn: a proposal of a form from an annex of a layout never seen."""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from perfdesk.commands.exit_codes import DONE, NEEDS_A_PERSON, Refusal, tell
from perfdesk.commands.shared import free, print_json, replaced
from perfdesk.forms.form_error import FormError
from perfdesk.learning.answer import Answer, CellRole
from perfdesk.learning.confirmed_words import confirmed_words
from perfdesk.learning.confirming import WrongAnswers, answers_in, confirmed
from perfdesk.learning.decisions import Decision
from perfdesk.learning.proposal import FormProposal, propose
from perfdesk.learning.sketch import Sketch
from perfdesk.model.titles import shortened
from perfdesk.store import atomic
from perfdesk.work.learned_forms import learned_from
from perfdesk.work.own_forms import keep_form
from perfdesk.work.own_lexicon import remember
from perfdesk.work.reader_process import Reader
from perfdesk.work.unknown_annex import NO_ANNEX

_SCHEMA: Final = "perfdesk-learn/1"
_MOST_ANSWERS: Final = 1 << 20
_ROLES: Final = {
    CellRole.LABEL: "栏目",
    CellRole.VALUE: "内容",
    CellRole.HEADER: "表头",
    CellRole.NOTE: "说明",
    CellRole.BLANK: "空格",
}


def learn(options: argparse.Namespace) -> int:
    """learn: prints the proposal, and writes or installs the form that it describes. Exit code 1 where a person has
    something to confirm."""
    sources = [one for one in (options.source, options.confirm) if one]
    out = free(options.out, options, sources) if options.out else None
    with Reader() as reader:
        sketch = reader.sketch(options.source)
    decisions = _decisions(options.confirm)
    proposal = _confirmed(_proposal(options.source, sketch), decisions, options.confirm)
    if out or options.install:
        _keep(proposal, sketch, decisions, options, out)
    if options.json:
        print_json(proposal_json(options.source.name, proposal))
    else:
        print("\n".join(_lines(options.source.name, proposal)))
    unread = [one.place + one.text for one in sketch.source.remarks if one.lost]
    for sentence in (*proposal.left_out, *unread):
        tell(f"{options.source.name} {sentence}")
    return NEEDS_A_PERSON if proposal.flagged or proposal.left_out or unread else DONE


def _proposal(source: Path, sketch: Sketch) -> FormProposal:
    found = propose(sketch.source, sheets=sketch.sheets, bold=sketch.look.bold)
    if not found.tables:
        raise Refusal(f"{source} {NO_ANNEX}。")
    return found


def _decisions(path: Path | None) -> Sequence[Decision]:
    """The answers of a file, if one is named."""
    if path is None:
        return ()
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_ANSWERS + 1)
        if len(content) > _MOST_ANSWERS:
            raise WrongAnswers("太大")
        return answers_in(json.loads(content.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        raise Refusal(f"{path} 不是 UTF-8 的 JSON，没有用。") from None
    except WrongAnswers as wrong:
        raise Refusal(f"{path} {wrong}，没有用。") from None


def _confirmed(proposal: FormProposal, decisions: Sequence[Decision], path: Path | None) -> FormProposal:
    """With the answers in it; `path` is their file."""
    try:
        return confirmed(proposal, decisions) if decisions else proposal
    except WrongAnswers as wrong:
        raise Refusal(f"{path} {wrong}，没有用。") from None


def _keep(
    proposal: FormProposal,
    sketch: Sketch,
    decisions: Sequence[Decision],
    options: argparse.Namespace,
    out: Path | None,
) -> None:
    """Writes the form file; puts the form into the user's folder, and remembers what was confirmed of its labels."""
    name = options.source.name
    words = confirmed_words(proposal, decisions, proposal.title or options.source.stem)
    try:
        form, unfilled = learned_from(options.source, proposal, sketch, words)
    except FormError as error:
        raise Refusal(f"{name} 的表格太不寻常，写不成表样（{str(error).rstrip('。')}）。") from error
    except OSError as error:
        raise Refusal(f"{name} 已经读不到了（{error.strerror or error}），没有学成表样。") from error
    definition = form.copy.definition
    if out and definition is not None and (content := definition.content) is not None:
        atomic.write(out, lambda stream: stream.write(content), replaces=replaced(options))
    if options.install:
        folder = keep_form(form)
        remember(words)
        tell(f"表样“{form.title}”已保存到 {folder}；装入时写 --form {form.id}。")
        if unfilled:
            tell(f"导出时不在 {name} 上填写，按表样另排版面：{unfilled}。")


# --- as data -----------------------------------------------------------------------------------------------------


def proposal_json(name: str, proposal: FormProposal) -> dict[str, Any]:
    """The proposal in the shape that other programs build on."""
    return {
        "schema": _SCHEMA,
        "source": name,
        "like": [{"form": form, "likeness": likeness} for form, likeness in proposal.like],
        "tables": [
            {"number": number, "rows": table.cells.rows, "columns": table.cells.columns,
             "cells": [_cell_json(one) for one in table.answers]}
            for number, table in enumerate(proposal.tables, 1)
        ],
        "lines": [{"text": one.text, "key": one.key} for one in proposal.lines],
        "flagged": proposal.asked,
    }  # fmt: skip


def _cell_json(one: Answer) -> dict[str, Any]:
    spot = one.spot
    key = one.key if one.role in (CellRole.VALUE, CellRole.HEADER) else ""
    return {
        "row": spot.row, "column": spot.column, "rows": spot.rows, "columns": spot.columns, "text": spot.text,
        "role": one.role.value, "owner": one.owner.value, "key": key, "confidence": one.confidence,
        "flag": one.flag, "reason": one.reason,
    }  # fmt: skip


# --- in words ----------------------------------------------------------------------------------------------------


def _lines(name: str, proposal: FormProposal) -> Iterator[str]:
    yield f"{name}：{len(proposal.tables)} 张表，{proposal.asked} 处请确认"
    for form, likeness in proposal.like:
        yield f"  与表样 {form} 相像 {likeness:.2f}"
    for number, table in enumerate(proposal.tables, 1):
        if table.repeats is not None:
            yield f"  表{number} 与表{table.repeats + 1} 是同一个表样"
            continue
        if number - 1 not in proposal.annex:  # that it is left out is said
            continue
        for one in table.answers:
            if one.flag or (one.role is CellRole.VALUE and not one.spot.blank):
                mark = "[请确认]" if one.flag else "[已认出]"
                place = f"表{number} 第{one.spot.row + 1}行第{one.spot.column + 1}列"
                yield f"  {mark} {place} “{shortened(one.spot.text)}” {_ROLES[one.role]} {one.key}：{one.reason}"
