"""导出: the document, findings and lists as files that others read."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from perfdesk.rules.finding import Finding
from perfdesk.store import atomic
from perfdesk.ui import ask
from perfdesk.ui.file_names import folder, suggested
from perfdesk.ui.handing_in import HandingIn
from perfdesk.ui.session import Session
from perfdesk.ui.tasks import Tasks
from perfdesk.work.exports import EXPORTS, LIST_EXPORTS, ExportSource
from perfdesk.work.originals import original_kind

if TYPE_CHECKING:
    from perfdesk.exporters.lists import Value


# What fills the office's own file, where that is a workbook, in place of a Word file.
_WORKBOOKS: Final = {"word": "excel", "bare-word": "bare-excel"}


class Exporting:
    """Asks where to write, writes, and offers to open what was written."""

    def __init__(self, session: Session, tasks: Tasks, handing_in: HandingIn, window: QWidget) -> None:
        self._session = session
        self._tasks = tasks
        self._handing_in = handing_in
        self._window = window
        self._told: set[str] = set()

    def export(self, name: str) -> None:
        """Writes the document as one of EXPORTS. A cancelled export leaves no file."""
        self._session.commit_requested.emit()
        kind = self._kind(name) if self._handing_in.may("导出") else None
        if kind is None:
            return
        export = EXPORTS[kind]
        path = ask.file_to_write(self._window, "导出", export.kind, suggested(self._session, export.suffix))
        if path is None:
            return
        source = ExportSource(self._session.document, self._session.work.opened)

        def work(go_on: Callable[[], None]) -> str:
            told: list[str] = []

            def fill(stream: BinaryIO) -> None:
                told.append(export.write(source, stream))
                go_on()

            atomic.write(path, fill)
            return told[-1]

        self._tasks.run(f"正在导出 {path.name} …", work, lambda told: self._exported(path, told))

    def _kind(self, name: str) -> str | None:
        """Which of EXPORTS to write; None if none. Whoever asks for Word is told that the office's own file is a
        workbook, once for each form."""
        form, filled = self._session.form, _WORKBOOKS.get(name)
        if filled is None or original_kind(form) != ".xlsx" or form.id in self._told:
            return name
        question = "这个表样的原件是 Excel 表，导出 Excel 才是填在原件上；导出 Word 版面要另排。"
        answer = ask.choose(self._window, question, ["导出 Excel", "仍导出 Word", "不导出"])
        if answer == 1:
            self._told.add(form.id)
        return {0: filled, 1: name}.get(-1 if answer is None else answer)

    def export_opinion(self, findings: Sequence[Finding]) -> None:
        """Writes these findings as a Word document."""
        start = suggested(self._session, "审核意见.docx")
        path = ask.file_to_write(self._window, "导出审核意见", EXPORTS["word"].kind, start)
        if path is None:
            return
        from perfdesk.exporters.opinion import write_opinion

        layout, document = self._session.form, self._session.document
        self.write(path, lambda out: write_opinion(layout, document, findings, out))

    def export_list(
        self,
        title: str,
        intro: Sequence[str],
        titles: Sequence[str],
        rows: "Sequence[Sequence[Value]]",
        widest: Sequence[float] = (),
    ) -> None:
        """Asks for one of LIST_EXPORTS, and writes a list as it."""
        from perfdesk.exporters.lists import ListTable

        kinds = list(LIST_EXPORTS.values())
        answer = ask.choose(self._window, f"{title}写成哪一种？", [*(one.title for one in kinds), "不导出"])
        if answer is None or answer >= len(kinds):
            return
        export, start = kinds[answer], folder(self._session) / f"{title}{kinds[answer].suffix}"
        path = ask.file_to_write(self._window, f"导出{title}", export.kind, start)
        if path is not None:
            table = ListTable(title, intro, titles, rows, widest=widest)
            self.write(path, lambda stream: export.write(table, stream))

    def write(self, path: Path, fill: Callable[[BinaryIO], None]) -> None:
        """Writes a small file at once, and offers to open it."""
        if self._tasks.managed(lambda: atomic.write(path, fill)):
            self._exported(path)

    def _exported(self, path: Path, told: str = "") -> None:
        said = "\n\n".join(filter(None, (f"已导出到 {path}。", told)))
        answer = ask.choose(self._window, said, ["打开文件", "打开所在文件夹", "完成"], done=True)
        target = {0: path, 1: path.parent}.get(-1 if answer is None else answer)
        if target is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(target))):
            ask.warn(self._window, f"系统没有可以打开它的程序。文件已经写好，在 {path}。")
