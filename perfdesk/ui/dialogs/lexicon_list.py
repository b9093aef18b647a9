"""定过的栏目: what the user has confirmed that labels of annexes mean, and in which annex; each can be withdrawn."""

from typing import Final

from PySide6.QtWidgets import QWidget

from perfdesk.forms.form_error import FormError
from perfdesk.learning.own_words import OwnWord
from perfdesk.ui.dialogs.guide import set_topic
from perfdesk.ui.dialogs.list_dialog import ListDialog
from perfdesk.ui.models.rows_model import RowsModel
from perfdesk.ui.views import plain_table
from perfdesk.work.own_lexicon import forget_word, listed_words, owner_words, put_back, word_meaning

_HEADS: Final = ("表里印的", "哪里的栏目", "当作", "在哪份表里定的")
_WIDTHS: Final = (260, 110, 220)
_SAYS: Final = "学表样时您定过的栏目，下次遇到印得一样的就照着认，并说明是在哪份表里定的。删掉以后，下次照旧问您。"
_NONE: Final = "还没有。学表样时您定过的栏目记在这里，下次遇到印得一样的就照着认。"


class OwnWordsDialog(ListDialog):
    """Delete removes the chosen word at once, Ctrl+Z brings the last one back."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__("定过的栏目", _SAYS, parent)
        self._words: tuple[OwnWord, ...] = ()
        self._removed: list[OwnWord] = []
        self._model = RowsModel(_HEADS, (), self)
        self.list = plain_table.of_rows(self._model, "定过的栏目", _WIDTHS)
        self.remove = self.add_button("删除(&D)", self._remove, "Del")
        self.undo = self.add_button("撤销删除(&Z)", self._undo, "Ctrl+Z")
        self.add_close()
        set_topic(self, "forms")
        self.lay_out(self.list)
        self._show(0)
        if not self._words and self.sentence.text() == _SAYS:
            self.sentence.setText(_NONE)

    def _show(self, at: int) -> None:
        """Shows what there is now, and chooses a row."""
        try:
            self._words = listed_words()
        except FormError as why:
            self._words = ()
            self.sentence.setText(str(why))
        self._model.show([(one.label, owner_words(one), word_meaning(one), one.origin) for one in self._words])
        self.list.selectRow(min(at, len(self._words) - 1))
        self.remove.setEnabled(bool(self._words))
        self.undo.setEnabled(bool(self._removed))
        self.list.setFocus()

    def _remove(self) -> None:
        at = self.list.currentIndex().row()
        word = self._words[at]
        if self.do(lambda: forget_word(word), f"“{word.label}”已删除，下次遇到照旧问您；可以撤销。"):
            self._removed.append(word)
            self._show(at)

    def _undo(self) -> None:
        word = self._removed[-1]
        if self.do(lambda: put_back(word), f"“{word.label}”恢复了。"):
            self._removed.pop()
            self._show(next((at for at, one in enumerate(listed_words()) if one == word), 0))


def show_own_words(parent: QWidget | None) -> None:
    """Shows the dialog until it is closed."""
    OwnWordsDialog(parent).exec()
