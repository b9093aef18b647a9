"""The line above the table as it prints; the unit's code and name are edited in it, where they stand."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from perfdesk.forms.printed_words import printed_title
from perfdesk.forms.template import template
from perfdesk.model.document import Project
from perfdesk.model.fields import Owner
from perfdesk.model.keys import UNIT, UNIT_NAME
from perfdesk.rules.finding import Finding
from perfdesk.ui import node_actions
from perfdesk.ui.appearance import severity_colour, tooltip, worst
from perfdesk.ui.models.spoken import spoken_field, with_findings
from perfdesk.ui.plain_text import PlainLabel, plain
from perfdesk.ui.session import Session

_BAR: Final = 3
_BY_HAND: Final = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
# In characters: what a code and a name mostly need.
_WIDTHS: Final = {True: 24, False: 10}


class UnitField(QLineEdit):
    """One line. `left(text)` when it was changed and the keyboard goes elsewhere; `done()` after Enter or Tab."""

    entered = Signal()
    left = Signal(str)
    done = Signal()

    def __init__(self, key: str, title: str) -> None:
        super().__init__()
        self.key, self._title = key, title
        self._findings: Sequence[Finding] = ()
        self._text = ""
        self.setPlaceholderText(title)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 8)

    def show_text(self, text: str, spoken: str, findings: Sequence[Finding]) -> None:
        """Shows what the document says and what is found of it; what is being typed is not touched."""
        self._text, self._findings = text, findings
        if not self.isModified():
            self.setText(text)
        self.setAccessibleName(with_findings(spoken, findings))
        remarks = [f"{self._title}：改的是这个单位的全部项目", *map(tooltip, findings)]
        self.setToolTip(plain("\n".join(remarks)))
        self.update()

    def take_over(self) -> None:
        """Ends an unfinished composition, and tells what was typed."""
        QGuiApplication.inputMethod().commit()
        if self.isModified():
            self.setModified(False)
            self.left.emit(self.text())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusAboutToChange and self.hasFocus():
            # Qt drops an unfinished composition otherwise.
            QGuiApplication.inputMethod().commit()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # A page that comes up again gives the focus back to where it was; nobody went there.
        if event.reason() in _BY_HAND:
            self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.take_over()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.take_over()
                self.done.emit()
            case Qt.Key.Key_Escape:
                self.setText(self._text)
                self.setModified(False)
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        severity = worst(self._findings)
        if severity is not None:
            QPainter(self).fillRect(0, 0, _BAR, self.height(), severity_colour(self.palette(), severity))


class CaptionLine(QWidget):
    """Follows the session: what the form prints above the table of a project. `done()` when the keyboard shall go on
    into the table."""

    done = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._written = ""
        # The project whose unit is in the fields.
        self._shown = ""
        self._labels: list[tuple[QLabel, str]] = []
        self.fields: dict[str, UnitField] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        session.findings_changed.connect(lambda _: self._refresh())
        session.commit_requested.connect(self._take_over)

    def show_project(self, project: Project | None) -> None:
        """Shows what stands above a project's table; nothing for the document's own fields."""
        node = project.id if project is not None else ""
        if node != self._shown:
            # What was typed belongs to the project that was there.
            self._take_over()
            self._shown = node
        written = self._session.form.projects.left if project is not None else ""
        if written != self._written:
            self._make(written)
        self._refresh()
        self.setVisible(bool(written))

    def shows(self, node: str, key: str) -> bool:
        """Whether this field is edited here."""
        return bool(node) and node == self._shown and key in self.fields

    def focus_last(self) -> None:
        """Puts the keyboard into the field nearest to the table, if there is one."""
        for field in [*self.fields.values()][-1:]:
            field.setFocus(Qt.FocusReason.BacktabFocusReason)

    def _make(self, written: str) -> None:
        self._written = written
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._labels, self.fields = [], {}
        for literal, key in template(written).pieces:
            self._add_label(literal)
            if key in UNIT:
                self._add_field(key)
            elif key:
                self._add_label(f"{{{key}}}")
        self._row.addStretch(1)

    def _add_label(self, written: str) -> None:
        if written.strip():
            label = PlainLabel()
            self._labels.append((label, written))
            self._row.addWidget(label)

    def _add_field(self, key: str) -> None:
        field = UnitField(key, printed_title(self._session.form, key))
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        field.setMaximumWidth(field.fontMetrics().horizontalAdvance("中") * _WIDTHS[key == UNIT_NAME])
        field.left.connect(lambda text: self._enter(key, text))
        field.entered.connect(lambda: self._look_at(key))
        field.done.connect(lambda: self._go_on(key))
        self.fields[key] = field
        self._row.addWidget(field, 2 if key == UNIT_NAME else 1)

    @property
    def _project(self) -> Project | None:
        session = self._session
        return session.document.project(self._shown) if session.is_open else None

    def _refresh(self) -> None:
        project, session = self._project, self._session
        if project is None:
            return
        document, form = session.document, session.form
        filled = {**document.fields, **project.fields, "number": str(document.places[project.id][0] + 1)}
        for label, written in self._labels:
            label.setText(template(written).fill(filled).strip())
        found = session.found.of(project.id).by_place
        for key, field in self.fields.items():
            text = project.fields[key]
            field.setReadOnly(session.read_only)
            spoken = spoken_field(form, document, Owner.PROJECT, key, text)
            field.show_text(text, spoken, found.get((project.id, key), ()))

    def _enter(self, key: str, text: str) -> None:
        project = self._project
        if project is not None and not self._session.read_only:
            node_actions.set_unit(self._session, project, key, text)
        self._refresh()

    def _look_at(self, key: str) -> None:
        project = self._project
        if project is not None:
            self._session.select(project.id, key)

    def _go_on(self, key: str) -> None:
        keys = [*self.fields]
        later = keys[keys.index(key) + 1 :]
        if later:
            self.fields[later[0]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.done.emit()

    def _take_over(self) -> None:
        for field in self.fields.values():
            field.take_over()
