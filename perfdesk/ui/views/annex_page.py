"""表样 as a page of the window: the heading and caption as they print, and the table below them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from perfdesk.forms.book import heading
from perfdesk.forms.template import template
from perfdesk.ui.models.outline import front_title
from perfdesk.ui.models.sheet_model import SheetModel
from perfdesk.ui.plain_text import PlainLabel
from perfdesk.ui.session import Session
from perfdesk.ui.views.annex import AnnexTable
from perfdesk.ui.views.brought_form import BroughtForm
from perfdesk.ui.views.caption_line import CaptionLine
from perfdesk.ui.views.missing_form import MissingForm
from perfdesk.ui.views.newer_form import NewerForm

_SIDE = 12


class AnnexView(QWidget):
    """The heading and caption as they print, and the table below them."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = SheetModel(session, self)
        self.table = AnnexTable(session, self._model, self)
        self._heading, self._right = PlainLabel(), PlainLabel()
        self.brought_form: BroughtForm = BroughtForm(session, self)
        self.missing_form: MissingForm = MissingForm(session, self)
        self.newer_form: NewerForm = NewerForm(session, self)
        self.caption: CaptionLine = CaptionLine(session, self)
        self.caption.done.connect(self.table.setFocus)
        self.table.before_wanted.connect(self.caption.focus_last)
        self._heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._heading.setWordWrap(True)
        font = self._heading.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self._heading.setFont(font)
        caption = QHBoxLayout()
        caption.addWidget(self.caption, 1)
        caption.addWidget(self._right)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(_SIDE, _SIDE, _SIDE, 0)
        layout.addWidget(self.missing_form)
        layout.addWidget(self.brought_form)
        layout.addWidget(self.newer_form)
        layout.addWidget(self._heading)
        layout.addLayout(caption)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        session.document_changed.connect(lambda *_: self._title())
        session.current_changed.connect(lambda *_: self._title())
        self._title()

    def _title(self) -> None:
        project = self._model.project
        if project is None:
            texts = (front_title(self._session.form) if self._session.is_open else "", "")
        else:
            document, form = self._session.document, self._session.form
            number = document.places[project.id][0] + 1
            filled = {**document.fields, **project.fields, "number": str(number)}
            part = form.projects
            texts = (heading(form, document, project, number), template(part.right).fill(filled))
        self.caption.show_project(project)
        for label, text in zip((self._heading, self._right), texts, strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        # Now, so that the table is painted once, where it stays.
        self._layout.activate()
