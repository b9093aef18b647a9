"""The outermost ring: what nothing else caught goes into the log and is told in one dialog; the document stays open."""

import logging
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6 import __version__
from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from perfdesk import log

_QT: Final = logging.getLogger("perfdesk.qt")
_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
# The function that Qt's own messages begin with: "QPainter::begin: Paint device returned engine == 0".
_FUNCTION: Final = re.compile(r"Q\w+::\w+", re.ASCII)
_CATEGORY: Final = re.compile(r"[a-z0-9.]+", re.ASCII)


class ErrorDialog:
    """Takes the place of Python's own last words. `log_file` is named in the dialog; None if there is none. `safety`
    says whether what is not saved is safe; `save_as` asks where to save it, None if nothing is open."""

    def __init__(self) -> None:
        self.log_file: Path | None = None
        self.safety: Callable[[], str] = lambda: "打开的文件还在，请先保存再继续。"
        self.save_as: Callable[[], Callable[[], object] | None] = lambda: None
        # A mistake in painting comes again with every frame; one message at a time is enough.
        self._is_shown = False

    def install(self) -> None:
        """From now on, nothing that goes wrong is lost."""
        sys.excepthook = self.catch
        log.watch_threads()
        qInstallMessageHandler(log_qt_message)

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """A mistake in the program. The terminal, if there is one, gets all of it; log and dialog no values."""
        if sys.stderr is not None:  # a windowed program on Windows has none
            sys.stderr.write("".join(traceback.format_exception(kind, error, trace)))
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        log.write_uncaught(kind, error, trace)
        if not self._is_shown:
            self._is_shown = True
            try:
                self.show(log.report(error, {"Qt": qVersion(), "PySide6": __version__}))
            finally:
                self._is_shown = False

    def show(self, report: str) -> None:
        """Tells it; the report can be read before it is copied."""
        box, acts = self.box(report)
        box.exec()
        for button, act in acts:
            if box.clickedButton() is button:
                act()

    def box(self, report: str) -> tuple[QMessageBox, Sequence[tuple[QPushButton, Callable[[], object]]]]:
        """The dialog, and its buttons that do something."""
        box = QMessageBox(QMessageBox.Icon.Critical, "程序出错", f"程序刚才出了错。{self.safety()}")
        where = f"运行日志在 {self.log_file}。" if self.log_file else "这台电脑上没有写成运行日志。"
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(f"请把报告发给维护人员，可以帮助改正；报告和日志里没有填报内容和文件名。\n{where}")
        box.setDetailedText(report)
        acts: list[tuple[str, Callable[[], object]]] = [
            ("复制报告", lambda: QGuiApplication.clipboard().setText(report))
        ]
        if (save_as := self.save_as()) is not None:
            acts.append(("另存为…", save_as))
        buttons = [(box.addButton(text, QMessageBox.ButtonRole.ActionRole), act) for text, act in acts]
        box.setDefaultButton(box.addButton("继续", QMessageBox.ButtonRole.AcceptRole))
        return box, buttons


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Which part of Qt complains, without its words, which may name a file; the terminal gets these as before."""
    function = _FUNCTION.match(text)
    category = _CATEGORY.fullmatch(context.category or "")
    _QT.log(
        _LEVELS.get(kind, logging.WARNING),
        "Qt: %s %s",
        log.OwnText(category.group() if category else "default"),
        log.OwnText(function.group() if function else "other"),
    )
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")
