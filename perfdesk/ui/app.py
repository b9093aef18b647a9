"""Starts Qt and the log, and shows the windows."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QFontDatabase, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from perfdesk import log, paths
from perfdesk.ui import preferences
from perfdesk.ui.error_dialog import ErrorDialog
from perfdesk.ui.instance import Listener, hand_over
from perfdesk.ui.main_window import MainWindow

# The system's own font where it can show Chinese, else the first of these that is installed.
_FONTS: Final = (
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimSun",
)
_MIN_POINTS: Final = 10
# Per cent; what is asked for by those who changed nothing.
_AS_USUAL: Final = 100


def main(files: Sequence[Path]) -> int:
    """Opens a window for each file, in the program that runs already if there is one; the event loop's exit code."""
    app = application()
    last_resort = ErrorDialog()
    last_resort.install()
    if hand_over(files):
        return 0
    # Only the program that stays has the log; two could not rotate one file.
    last_resort.log_file = log.start(paths.log_folder())
    windows = Windows()
    last_resort.safety, last_resort.save_as = windows.safety, windows.save_as
    listener = Listener(app)
    listener.asked.connect(windows.open)
    listener.listen()
    windows.start(files)
    return app.exec()


class Windows:
    """All windows of this program."""

    def __init__(self) -> None:
        self._all: list[MainWindow] = []

    def start(self, files: Sequence[Path]) -> None:
        """The first window of this program; what a program that died had not saved is offered before files are
        opened."""
        self._new().when_painted(self._watch)
        self.open(files)

    def _watch(self) -> None:
        from perfdesk.ui.logout import Logout  # not before the first painting
        from perfdesk.ui.office_notice import OfficeNotice
        from perfdesk.ui.recovering import recover

        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        Logout(app, self.shown)
        OfficeNotice(app, lambda: self.shown()[-1:])
        recover(self._place)

    def shown(self) -> list[MainWindow]:
        """All windows that are open."""
        return [window for window in self._all if window.isVisible()]

    def safety(self) -> str:
        """Whether what is not saved would be there again after the next start."""
        from perfdesk.ui.safety import safety  # for the few that see a failure

        return safety(self.shown())

    def save_as(self) -> Callable[[], object] | None:
        """What asks where to save the document that is not saved; None if all are."""
        unsaved = [window for window in self.shown() if window.is_modified()]
        return unsaved[-1].documents.save_as if unsaved else None

    def open(self, files: Sequence[Path]) -> None:
        """Shows each file in a window: the one that has it already, an empty one, or a new one. Without files, any.

        The first window shows its first page before a file is read, so that the user sees that the program starts.
        """
        self._all = self.shown()
        if not self._all:
            self._new()
        elif not files:
            _to_front(self._all[-1])
        if files:
            self._all[0].when_painted(lambda: self._show(files))

    def _show(self, files: Sequence[Path]) -> None:
        for path in files:
            window = self._place(path)
            if not window.workbench.holds(path):
                window.documents.open_path(path)

    def _place(self, path: Path | None) -> MainWindow:
        """The window for a file, None for one that has no name yet; brought to the front."""
        window = (path and self._holder(path)) or self._empty() or self._new()
        _to_front(window)
        return window

    def _holder(self, path: Path) -> MainWindow | None:
        return next((window for window in self._all if window.workbench.holds(path)), None)

    def _empty(self) -> MainWindow | None:
        return next((window for window in self._all if not window.session.is_open), None)

    def _new(self) -> MainWindow:
        window = MainWindow()
        self._keep(window)
        window.show()
        return window

    def _keep(self, window: MainWindow) -> None:
        """Nobody else refers to a window, so Python would take it away."""
        self._all.append(window)
        window.opened_alone.connect(self._keep)


def _to_front(window: MainWindow) -> None:
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()


def application() -> QApplication:
    """The QApplication, with Chinese for Qt's own dialogs and a font that has Chinese."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("perfdesk")
    app.setDesktopFileName("perfdesk")
    app.setWindowIcon(QIcon(str(paths.resources() / "icons" / "perfdesk.svg")))
    if sys.platform != "win32":
        app.setStyle("Fusion")
    chinese = QLocale(QLocale.Language.Chinese, QLocale.Country.China)
    QLocale.setDefault(chinese)
    translator = QTranslator(app)
    if translator.load(chinese, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    _choose_font(app)
    return app


def _choose_font(app: QApplication) -> None:
    families = set(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
    font = app.font()
    if font.family() not in families:
        font.setFamilies([*(name for name in _FONTS if name in families), font.family()])
    if font.pointSizeF() < _MIN_POINTS and sys.platform != "win32":
        font.setPointSizeF(_MIN_POINTS)
    app.setFont(font)
    if (size := preferences.text_size()) != _AS_USUAL:
        from perfdesk.ui.appearance import set_text_size  # for few, and not for the first painting of the others

        set_text_size(size)
