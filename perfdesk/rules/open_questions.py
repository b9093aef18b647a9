"""完整性: questions that a merge left open. The bureau has no such rule, but it would send back a table with
undecided contents."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from perfdesk.forms.definition import Form
from perfdesk.forms.printed_words import printed_words
from perfdesk.model.document import Document, Project
from perfdesk.model.edits import Edit, Remove, SetFields, Several
from perfdesk.model.fields import QUESTION, Fields, Kind, Owner
from perfdesk.model.form_copy import FORM
from perfdesk.model.long_text import all_title, both
from perfdesk.model.marked_text import MarkedText, in_sequence
from perfdesk.model.questions import PLACE, REMOVED, Question, Voice, open_questions
from perfdesk.model.quoting import quoted_apart
from perfdesk.model.titles import shortened, shortened_apart, signed
from perfdesk.model.vocabulary import Vocabulary
from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.nodes import nodes_of

_SHOWN: Final = 40
# So many files are named one by one.
_NAMED: Final = 3


def open_question(project: Project, document: Document, form: Form) -> Iterator[Finding]:
    """The fields of a project and its rows that colleagues filled in differently."""
    if not nodes_of(project).has_beside:
        return
    known = printed_words(form)
    yield from _asked(known, project.fields, project.id, project.id, "", Owner.PROJECT)
    for row in project.rows:
        yield from _asked(known, row.fields, row.id, project.id, row.id, row.owner)


def open_question_of_document(document: Document, form: Form) -> Iterator[Finding]:
    """The fields of the department that colleagues filled in differently."""
    yield from _asked(printed_words(form), document.fields, document.id, "", "", Owner.DOCUMENT)


def _asked(
    known: Vocabulary, fields: Fields, node: str, project: str, indicator: str, owner: Owner
) -> Iterator[Finding]:
    for key, question in open_questions(fields):
        message: MarkedText | str
        if key in (REMOVED, PLACE):
            message, choices, place = *_about_node(fields, node, key, question), "name"
        elif key == FORM:
            message, choices, place = *_about_form(node, question), FORM
        else:
            message, choices, place = *_about_field(known, owner, fields, node, key, question), key
        before = "" if question.base is None else f"原为“{_former(fields[key], question)}”"
        facts = (key, *(text for voice in question.voices for text in (voice.file, voice.author, voice.value)))
        where = (project, indicator, place, before)
        text, spans, _ = in_sequence([message])
        yield Finding(
            "open-question", Severity.ERROR, text, *where, choices=tuple(choices), facts=facts, differing=spans
        )


def _about_field(
    known: Vocabulary, owner: Owner, fields: Fields, node: str, key: str, question: Question
) -> tuple[MarkedText, Iterator[Edit]]:
    now = fields[key]
    values = [voice.value for voice in question.voices]
    quoted = _quoted([question.base or now, now, *values])
    # If all texts come from one file, it was imported and its own tables disagree.
    whose = "装入的文件" if len({voice.file for voice in question.voices}) == 1 else "合并的文件"
    head = f"{whose}里“{known.title(owner, key)}”填得不一样："
    stands = [_names(question, now), "的"] if now in values else ["“", quoted[now], "”"]
    message = in_sequence([head, *_said(question, quoted), "。现用", *stands, "，请选定。"])
    long = known.kind(owner, key) is Kind.LONG
    together = _all_of_them(now, node, key, question) if long else ()
    return message, chain(_choices(now, node, key, question, quoted), together)


def _former(now: str, question: Question) -> str:
    """What was there before, from where others differ from it."""
    texts = [question.base or "", now, *(voice.value for voice in question.voices)]
    return shortened_apart([" ".join(text.split()) for text in texts])[0]


def _said(question: Question, quoted: Mapping[str, MarkedText]) -> Iterator[MarkedText | str]:
    """ "张敏、李强填“25.00”；赵磊填“30.00”": who says what, each text once."""
    for at, text in enumerate(dict.fromkeys(voice.value for voice in question.voices)):
        yield f"{'；' if at else ''}{_names(question, text)}填“"
        yield quoted[text]
        yield "”"


def _names(question: Question, text: str) -> str:
    return "、".join(_who(voice) for voice in question.voices if voice.value == text)


def _folded(question: Question, text: str) -> str:
    """ "甲.perfdesk（张三）等 11 份": of many files that say the same the first."""
    files = [voice for voice in question.voices if voice.value == text]
    return f"{_who(files[0])}等 {len(files)} 份" if len(files) > _NAMED else _names(question, text)


def _quoted(texts: Sequence[str]) -> Mapping[str, MarkedText]:
    """How each text is quoted: a long one from where it begins to differ, for cut at the same beginning four people
    would seem to say the same; with the words in which it differs from the first, which is what was there before, or
    stands there now if nobody knows."""
    different = [*dict.fromkeys(texts)]
    return dict(zip(different, quoted_apart([" ".join(text.split()) for text in different]), strict=True))


def _choices(now: str, node: str, key: str, question: Question, quoted: Mapping[str, MarkedText]) -> Iterator[Edit]:
    yield SetFields({(node, QUESTION + key): ""}, f"采用现在的“{quoted[now].text}”")
    for text in dict.fromkeys(voice.value for voice in question.voices):
        if text != now:
            label = f"采用{_names(question, text)}的“{quoted[text].text}”"
            yield SetFields({(node, key): text, (node, QUESTION + key): ""}, label)


def _all_of_them(now: str, node: str, key: str, question: Question) -> Iterator[Edit]:
    """Of a long text everything that anybody wrote, paragraph by paragraph."""
    values = {voice.value for voice in question.voices if voice.value}
    text = both(question.base, values)
    if len(values) > 1 and text not in (now, *values):
        yield SetFields({(node, key): text, (node, QUESTION + key): ""}, all_title(len(values)))


def _about_form(node: str, question: Question) -> tuple[str, Iterator[Edit]]:
    """Another form is not taken by an answer here: the files of it stand in the colleague's file."""
    said = "；".join(f"{_who(voice)}是“{_short(voice.value)}”" for voice in question.voices)
    stay = SetFields({(node, QUESTION + FORM): ""}, "保留现在的表样")
    return f"合并的文件表样不一样：{said}。本文件的表样没有换；要换，请再合并一次并选定。", iter((stay,))


def _about_node(fields: Fields, node: str, key: str, question: Question) -> tuple[str, Iterator[Edit]]:
    values = dict.fromkeys(voice.value for voice in question.voices)
    said = "；".join(f"{_folded(question, text)}：{_short(text)}" for text in values)
    stay = SetFields({(node, QUESTION + key): ""}, "留在现在的位置" if key == PLACE else "保留")
    if key == PLACE:
        return f"“{_short(fields['name'])}”在合并的文件里被移到不同的位置（{said}），请核对位置。", iter((stay,))
    gone = Several((Remove(frozenset({node})),), "删除")
    return f"“{_short(fields['name'])}”有人删除、有人修改（{said}），请决定是否保留。", iter((stay, gone))


def _who(voice: Voice) -> str:
    return shortened(signed(voice.file, voice.author))


def _short(text: str) -> str:
    return shortened(" ".join(text.split()), _SHOWN)
