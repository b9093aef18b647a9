"""学表样: asks whether a form shall be learned from a file, shows the mapping window, and keeps what comes of it."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from perfdesk.forms.definition import Form
from perfdesk.forms.form_error import FormError
from perfdesk.forms.loader import form_of, forms
from perfdesk.importers.load import Imported
from perfdesk.learning.keeping import LearnedForm
from perfdesk.learning.mapping import SAME, AnnexMapping
from perfdesk.ui import ask, preferences
from perfdesk.ui.dialogs.learn_form import ask_mapping
from perfdesk.ui.documents import Documents
from perfdesk.ui.file_names import folder
from perfdesk.ui.session import Session
from perfdesk.ui.tasks import Tasks
from perfdesk.work import mapping_drafts
from perfdesk.work.mapping_result import first_document, install
from perfdesk.work.originals import original_kind
from perfdesk.work.unknown_annex import UnknownAnnex, begin

# A button and what it does.
_Offer = tuple[str, Callable[[], object]]
_After = Callable[[AnnexMapping, Form], object]
_LEARN: Final = "照它学一个表样…"
# What is exported on the office's own file, by its ending.
_KINDS: Final = {".docx": " Word ", ".xlsx": " Excel ", "": ""}


class LearningForms(QObject):
    """From a file to a form among the user's own, and to a document. `learned(sentence)` when a form is kept."""

    learned = Signal(str)

    def __init__(self, session: Session, tasks: Tasks, documents: Documents, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._tasks, self._documents, self._window = session, tasks, documents, window

    # --- where a file comes from ----------------------------------------------------------------------------------

    def learn(self) -> None:
        """Asks for a file to learn from."""
        path = ask.file_to_open(self._window, "照文件学表样", ask.ANNEXES, folder(self._session))
        if path is not None:
            self._tasks.run(
                f"正在读取 {path.name} …", lambda go_on: begin(path, go_on), lambda mapping: self._begun(path, mapping)
            )

    def _begun(self, path: Path, mapping: AnnexMapping) -> None:
        """Goes to the window at once, unless the form is here, or the work is half done."""
        offers, name = self._offers(path, mapping, self._opening(path)), _same(mapping)
        if name:
            question = f"“{path.name}”就是表样“{forms()[name].title}”的表，不用学，可以直接装入。"
            self._asked(question, [("装入…", lambda: self._documents.import_path(path)), *offers, _nothing("取消")])
        elif len(offers) > 1:
            self._asked(f"“{path.name}”上次学到一半。", [*offers, _nothing("取消")])
        else:
            offers[0][1]()

    def replace(self, form: Form, title: str, path: Path) -> None:
        """Learns the form that takes the place of one of the user's own. Documents change only when they are asked
        to."""

        def ask_and_keep(mapping: AnnexMapping) -> None:
            if _prints_the_same(mapping, form):
                ask.tell(self._window, f"“{path.name}”与表样“{title}”印得完全一样，没有替换。")
                return
            draft = mapping_drafts.resumed(mapping) or mapping
            self._map(path, draft, lambda confirmed, made: None, lambda: None, form)

        self._tasks.run(f"正在读取 {path.name} …", lambda go_on: begin(path, go_on), ask_and_keep)

    def met(self, found: UnknownAnnex) -> None:
        """A file was opened, dropped or imported, and its form is not here."""
        path = found.path
        offers = self._offers(path, found.mapping, self._opening(path))
        why = f"\n\n{_by_name(found.failure, path)}" if found.failure is not None and found.failure.insist else ""
        question = f"{_question(path, found.mapping, found.imported)}原文件不会改动。{why}"
        self._asked(question, [*offers, *self._as_known(found), _nothing("不装入")])

    def take_in(self, path: Path) -> None:
        """A form that a colleague hands on was opened or dropped; of a zip of other files nothing is asked."""
        from perfdesk.work.exchanged_forms import import_form, is_certainly_none  # with lxml

        if is_certainly_none(path):
            self._tasks.managed(lambda: import_form(path))
            return
        question = f"“{path.name}”是一份表样，不是填好的表。要装入到我的表样吗？"
        wanted = ask.choose(self._window, question, ["装入表样", "不装入"]) == 0
        if wanted and self._tasks.managed(lambda: import_form(path)):
            self.learned.emit(f"已装入“{path.name}”，新建时可以选。")

    def _as_known(self, found: UnknownAnnex) -> list[_Offer]:
        """To read it all the same by the form that is nearest, if that reads it."""
        here, imported = forms(self._documents.own_form), found.imported
        if imported is not None:
            title = form_of(imported.document).title
            return [(f"仍按“{title}”装入…", lambda: self._documents.take_in(found.path.name, imported))]
        closest = here.get(found.failure.insist) if found.failure is not None else None
        if closest is None:
            return []
        return [(f"仍按“{closest.title}”装入…", lambda: self._documents.import_path(found.path, closest))]

    def before_merging(
        self,
        found: Sequence[UnknownAnnex],
        go_on: Callable[[], object],
        again: Callable[[Collection[Path]], object],
        left_out: Collection[Path] = (),
    ) -> None:
        """Files of a merge are of forms that are not here. One after the other is learned, after which all are read
        again, for others may be of the same form; or is left out."""
        first, *others = found
        left = [*left_out, first.path]

        def without() -> None:
            self.before_merging(others, go_on, again, left)

        def same() -> None:
            self.before_merging(found, go_on, again, left_out)

        offers = self._offers(first.path, first.mapping, lambda mapping, form: again(left_out), same)
        if others:
            offers.append(("不学这一份", without))
        self._asked(_question_of_merge(found), [*offers, ("不学，合并其余的", go_on)])

    # --- the window and after ---------------------------------------------------------------------------------------

    def _offers(
        self, path: Path, mapping: AnnexMapping, after: _After, aside: Callable[[], object] = lambda: None
    ) -> list[_Offer]:
        """To learn; to go on where it was left, if it was. `aside` is done where the window is left without a form."""
        draft = mapping_drafts.resumed(mapping)
        if draft is None:
            return [(_LEARN, lambda: self._map(path, mapping, after, aside))]
        return [
            ("接着上次的学…", lambda: self._map(path, draft, after, aside)),
            ("从头学…", lambda: self._map(path, mapping, after, aside)),
        ]

    def _asked(self, question: str, offers: Sequence[_Offer]) -> None:
        answer = ask.choose(self._window, question, [words for words, _ in offers])
        if answer is not None:
            offers[answer][1]()

    def _map(
        self,
        path: Path,
        mapping: AnnexMapping,
        after: _After,
        aside: Callable[[], object],
        replaced: Form | None = None,
    ) -> None:
        confirmed = ask_mapping(mapping, path, self._window)
        if confirmed is None:
            aside()
        elif (kept := self._kept(path, confirmed, replaced.id if replaced else "")) is None:
            # Nothing that was answered is lost: a full disk keeps no draft either.
            self._map(path, confirmed, after, aside, replaced)
        else:
            mapping_drafts.drop(confirmed.sketch)
            after(confirmed, kept.form)
            self.learned.emit(_told(path, kept, replaced))

    def _kept(self, path: Path, mapping: AnnexMapping, replaces: str) -> LearnedForm | None:
        """The form among the user's own; None if it could not be kept, which was told."""
        kept: list[LearnedForm] = []
        return kept[0] if self._tasks.managed(lambda: kept.append(install(mapping, path, replaces))) else None

    def _opening(self, path: Path) -> _After:
        """What stands in the file becomes the open document."""

        def opened(mapping: AnnexMapping, form: Form) -> None:
            if self._documents.may_leave():
                year = str(form.year or date.today().year + 1)
                self._session.start(first_document(mapping, path, form, year, preferences.department()))
                self._documents.select_first()
                self._documents.begun.emit()

        return opened


def _prints_the_same(mapping: AnnexMapping, form: Form) -> bool:
    """Whether nothing would be another than in this form."""
    try:
        made = mapping.form
    except FormError:
        return False
    return (made.title, made.table, made.parts) == (form.title, form.table, form.parts)


def _told(path: Path, kept: LearnedForm, replaced: Form | None) -> str:
    """Where the form is, and how it will print."""
    if replaced is not None:
        return f"“{kept.form.title}”换上了新版：新建用新的；用旧表样的文件不变，打开时可以换。"
    printed = f"按表样另排版面（{kept.unfilled}）" if kept.unfilled else f"就填在 {path.name} 的空表上"
    kind = _KINDS[original_kind(kept.form)]
    return f"表样“{kept.form.title}”已保存到我的表样，导出{kind}时{printed}。"


def _by_name(failure: Exception, path: Path) -> str:
    """What a failure says, with the file by its name: whoever chose it knows the folder."""
    return str(failure).replace(str(path), f"“{path.name}”", 1)


def _nothing(words: str) -> _Offer:
    return words, lambda: None


def _same(mapping: AnnexMapping) -> str:
    """The name of the known form that the annex is one of; "" if it is of none."""
    name, likeness = mapping.guessed.like[0] if mapping.guessed.like else ("", 0.0)
    return name if likeness >= SAME else ""


def _question_of_merge(found: Sequence[UnknownAnnex]) -> str:
    """Which file is meant, and how many more there are."""
    first = f"“{found[0].path.name}”的表样本机没有。要照它学一个表样，再一起合并吗？"
    return first if len(found) == 1 else f"有 {len(found)} 份文件的表样本机没有，一份一份来。\n\n{first}"


def _question(path: Path, mapping: AnnexMapping, imported: Imported | None) -> str:
    """Whether to learn; of a variant, from what it differs and in how much."""
    variant = mapping.difference
    if variant is not None:
        number = len(mapping.open)
        return f"“{path.name}”与表样“{variant.title}”相近，有 {number} 处不同。要照它学一个表样吗？只问不同处。"
    if imported is None:
        return f"“{path.name}”的表样本机没有。要照它学一个表样吗？"
    title, number = form_of(imported.document).title, len(imported.left_out)
    return f"“{path.name}”与表样“{title}”只有一部分相同，按它装入有 {number} 处没有地方放。要照它学一个表样吗？"
