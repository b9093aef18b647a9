"""Someone at the keyboard, for tests of the window."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from perfdesk.blocks.paste_plan import PastePlan
from perfdesk.ui.dialogs.paste_preview import IMPORT
from perfdesk.ui.main_window import MainWindow

Do = Callable[..., None]


class User:
    """Answers every question with the next of `answers`; what was said and asked stands in `heard`, and in
    `warned` too what came with a warning sign."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.heard: list[str] = []
        self.warned: list[str] = []

    def tell(self, parent: object, message: str) -> None:
        self.heard.append(message)

    def warn(self, parent: object, message: str) -> None:
        self.heard.append(message)
        self.warned.append(message)

    def choose(
        self, parent: object, question: str, buttons: list[str], *, careful: bool = False, done: bool = False
    ) -> int | None:
        self.heard.append(question)
        answer = self.answers.pop(0)
        return None if answer is None else buttons.index(answer)

    def file_name(self, parent: object, title: str, kinds: str, start: Path) -> Path | None:
        self.heard.append(title)
        answer = self.answers.pop(0)
        return None if answer is None else Path(answer)

    def paste(
        self, ways: Sequence[PastePlan], document: object, words: object, parent: object, *, can_import: bool
    ) -> PastePlan | str | None:
        """Answers the preview of a paste with the name of a way, "import" where that is offered, or None."""
        self.heard.append(ways[0].refusal or "\n".join(ways[0].remarks))
        answer = self.answers.pop(0)
        assert answer != IMPORT or can_import
        return next((way for way in ways if way.name == answer), answer)

    def answer(self, *args: object, **kwargs: object) -> Any:
        return self.answers.pop(0)


def names(window: MainWindow) -> list[str]:
    """The projects' names, in order."""
    return [project.name for project in window.session.document.projects]


def at_size(window: MainWindow, width: int, height: int) -> None:
    """Makes the window so large, whatever screen it is on."""
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(width, height)
    QApplication.processEvents()
