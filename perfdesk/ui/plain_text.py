"""Text of documents and files as it is, where Qt would take it for HTML.

Labels, message boxes and tooltips guess whether a text is HTML. One that is has its pictures fetched as soon as it is
shown: a project named <img src="//server/share/x.png"> would make Windows log in to that server, and a device as a
picture would never end. So no text of the program is guessed at; tests/ui/test_plain_text.py knows the exceptions.
"""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

# Has no width, and behind a "<" no tag can begin (Qt.mightBeRichText).
_WORD_JOINER: Final = "\u2060"


class PlainLabel(QLabel):
    """A label that shows what it is given."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)


def plain(text: str) -> str:
    """A text for a tooltip, which knows no format: it looks the same and is no HTML."""
    return text.replace("<", f"<{_WORD_JOINER}").replace("&lt;", f"&{_WORD_JOINER}lt;")
