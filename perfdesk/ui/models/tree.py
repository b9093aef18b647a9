"""The outline of the document as an item model: what its lines say, and which of them a change touches.

What is below a project is made when it is first looked at: 10,000 projects open as fast as ten. The tree follows a
change by adding, taking out and reordering just what differs, so that what is open and selected stays so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, QTimer, Signal

from perfdesk.model.diff import changed_projects
from perfdesk.model.document import Document, Project
from perfdesk.model.keys import DEPARTMENT_NAME, TARGET
from perfdesk.rules.finding import Severity
from perfdesk.rules.index import ProjectFindings
from perfdesk.ui import node_actions
from perfdesk.ui.appearance import counted, counted_in_words
from perfdesk.ui.models import tree_drop
from perfdesk.ui.models.outline import (
    GROUPS,
    TITLES,
    Branch,
    Units,
    What,
    front_branch,
    outline_length,
    printed_first,
    project_branch,
    project_outline,
    projects_moved,
    unit_branch,
)
from perfdesk.ui.models.shown_projects import ShownProjects
from perfdesk.ui.models.tree_counts import TreeCounts
from perfdesk.ui.models.tree_nodes import Index, TreeNode, TreeNodes
from perfdesk.ui.plain_text import plain
from perfdesk.ui.session import Session

NODE: Final = Qt.ItemDataRole.UserRole
SEVERITY: Final = Qt.ItemDataRole.UserRole + 1
# What a count shows and says.
_COUNT_ROLES: Final = [
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    SEVERITY,
]


class TreeModel(TreeNodes):
    """Two columns: what it is called, and how many findings there are at or below it.

    `followed()` after a change of the document was taken over, or all that a filter finds is shown; until then
    `following` is true, and what Qt makes of removed rows is nobody's choice.
    """

    followed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown = ShownProjects()
        self._later = QTimer(self)
        self._later.timeout.connect(self._go_on)
        self._units = Units()
        self.following = False
        self.counts = TreeCounts(session)
        self._reset()
        session.file_changed.connect(self._file_changed)
        session.document_changed.connect(self._document_changed)
        session.findings_changed.connect(self._findings_changed)

    # --- Qt's questions ---------------------------------------------------------------------------------------

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = _ANSWERS.get((index.column(), role))
        return None if answer is None else answer(self, self.node(index))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return ("项目和指标", "意见")[section]
        return None

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [tree_drop.MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return tree_drop.dragged(self.members(indexes))

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        return data.hasFormat(tree_drop.MIME) and tree_drop.may_drop(self._session, data, self.node(parent))

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Moves the dragged nodes. Always answers False: the model follows the edit, the view must remove nothing."""
        above = self.node(parent)
        tree_drop.drop(self._session, data, above, self.below(above), row)
        return False

    # --- what the view asks -----------------------------------------------------------------------------------

    def title(self, node: TreeNode) -> str:
        """What a node is called now."""
        if not self._session.is_open:
            return ""
        if node.what is What.PROJECT and self._session.form.subject == "department":
            # The one project stands for the department.
            return self._session.document.fields[DEPARTMENT_NAME] or "（未填部门名称）"
        title = TITLES.get(node.what)
        return title(self._session.document, node.id) if title else node.title

    def severity(self, node: TreeNode) -> Severity | None:
        """That of the gravest finding at or below a node."""
        tally = self.counts.of(node)
        return next((severity for severity in Severity if tally.get(severity)), None)

    def index_of(self, node: str) -> QModelIndex:
        """Where a node of the document stands; makes its project's children. Invalid if filtered out."""
        project = self._session.document.project(node) if self._session.is_open else None
        if project is not None and project.id in self.by_id:
            self.below(self.by_id[project.id])
        found = self.by_id.get(node)
        return self.place(found) if found else QModelIndex()

    def members(self, indexes: Sequence[Index]) -> tuple[str, ...]:
        """The projects and rows that these lines stand for: a group for all below it. In tree order."""
        nodes = (one for index in indexes for one in self._members(self.node(index)))
        return node_actions.in_order(self._session.document, nodes)

    def _members(self, node: TreeNode) -> Iterator[str]:
        if node.what in (What.PROJECT, What.INDICATOR, What.RECORD):
            yield node.id
        elif node.what in GROUPS:
            for child in node.children or ():
                yield from self._members(child)

    def filter(self, needle: str) -> None:
        """Keeps the projects in whose own or indicators' texts the needle stands; of a long book those at its end come
        a little later, see `finish`."""
        if needle != self._shown.needle:
            self._shown.begin(self._projects(), needle)
            self._rebuild()
            if self._shown.waiting:
                self._later.start(0)

    @property
    def is_looking(self) -> bool:
        """Whether the filter may find more."""
        return self._shown.waiting

    def finish(self) -> None:
        """Shows all that the filter finds, now."""
        if self._shown.waiting:
            self._shown.finish()
            self._go_on()

    def _go_on(self) -> None:
        self._shown.go_on()
        self.counts.forget_all()
        self.sync_top()
        if not self._shown.waiting:
            self._later.stop()
            self.followed.emit()

    def _projects(self) -> Sequence[Project]:
        return self._session.document.projects if self._session.is_open else ()

    def branches_below(self, node: str) -> Sequence[Branch]:
        """The levels, indicators and records of a project."""
        project = self._session.document.project(node)
        return self._outline(project) if project else ()

    def _outline(self, project: Project) -> Sequence[Branch]:
        return project_outline(project, printed_first(self._session.form))

    def rows_below(self, node: str) -> int:
        project = self._session.document.project(node)
        return outline_length(project) if project else 0

    # --- following the document -------------------------------------------------------------------------------

    def sync_top(self) -> None:
        """The document's own fields, then its projects, below their units where there are several."""
        session = self._session
        self._units.follow(tuple(self._projects()))
        if not session.is_open:
            self.sync(self.root, (), project_branch)
            return
        front, projects = front_branch(session.document, session.form), self._shown.ids
        if self._units.several:
            self._sync_units(front, self._units.branches(projects))
        else:
            self.sync(self.root, [front.key, *projects], lambda key: front if key == front.key else project_branch(key))
        self.below(self.root)[0].title = front.text

    def _sync_units(self, front: Branch, units: Mapping[str, Sequence[str]]) -> None:
        names = {f"unit {name}": name for name in units}
        self.sync(
            self.root,
            [front.key, *names],
            lambda key: front if key == front.key else unit_branch(names[key], units[names[key]]),
        )
        for node, projects in zip(self._unit_nodes(), units.values(), strict=True):
            node.id = projects[0]
            self.sync(node, projects, project_branch)

    def _unit_nodes(self) -> list[TreeNode]:
        """Below the front there are either units or projects."""
        nodes = self.below(self.root)[1:]
        return nodes if nodes and nodes[0].what is What.UNIT else []

    def _reset(self) -> None:
        self._look_at_all()
        self._rebuild()

    def _look_at_all(self) -> None:
        self._shown.begin(self._projects(), self._shown.needle)
        self._shown.finish()
        self._later.stop()

    def _rebuild(self) -> None:
        self.counts.forget_all()
        self.rebuild(read_only=self._session.read_only)

    def _document_changed(self, before: Document | None, after: Document | None) -> None:
        self.following = True
        if before is None or after is None or before.form != after.form:
            # What a form calls the first line, and in which order it prints records, is its own.
            self._reset()
        else:
            self._follow(before, after)
        self.following = False
        self.followed.emit()

    def _follow(self, before: Document, after: Document) -> None:
        if self._shown.needle or projects_moved(before, after):
            self._look_at_all()
            self.counts.forget_all()
            self.sync_top()
            self._renumbered()
        if before.fields[DEPARTMENT_NAME] != after.fields[DEPARTMENT_NAME]:
            self._renumbered()
        for project in changed_projects(before, after):
            if (old := before.project(project.id)) is not None:
                self._project_changed(old, project)

    def _project_changed(self, old: Project, new: Project) -> None:
        node = self.by_id.get(new.id)
        if node is None or old.id != new.id:
            return
        if old.name != new.name:
            self._tell(node)
        if old.indicators is new.indicators and old.records is new.records:
            return
        self.counts.forget(node)
        if node.children is None:
            node.setRowCount(self.rows_below(new.id))
        else:
            self.sync_branches(node, self._outline(new))
            self._tell_texts(old, new)

    def _tell_texts(self, old: Project, new: Project) -> None:
        texts = {one.id: (one.name, one.fields[TARGET]) for one in old.rows}
        for one in new.rows:
            if texts.get(one.id) not in (None, (one.name, one.fields[TARGET])):
                self._tell(self.by_id[one.id])

    def _renumbered(self) -> None:
        """Projects show their number, and that is their place."""
        for node in (self.root, *self._unit_nodes()):
            self._tell_below(node, 0, [Qt.ItemDataRole.DisplayRole])

    def _tell(self, node: TreeNode, column: int = 0) -> None:
        at = self.place(node, column)
        self.dataChanged.emit(at, at)

    def _tell_below(self, above: TreeNode, column: int, roles: list[int]) -> None:
        if above.children:
            first, last = above.children[0], above.children[-1]
            self.dataChanged.emit(self.place(first, column), self.place(last, column), roles)

    def _file_changed(self) -> None:
        self.set_read_only(self._session.read_only)

    # --- findings ---------------------------------------------------------------------------------------------

    def _findings_changed(self, changed: Mapping[str, ProjectFindings] | None) -> None:
        """Tells the view which lines count otherwise: one range for all, or the lines of the projects concerned."""
        if changed is None:
            self.counts.forget_all()
            self._tell_all_counts()
            return
        for project in changed:
            node = self.by_id.get(project or (self._session.document.id if self._session.is_open else ""))
            if node is not None:
                self.counts.forget(node)
                self._tell_counts(node)
            while node is not None and node is not self.root:
                self._tell(node, 1)
                node = node.above

    def _tell_all_counts(self) -> None:
        for node in (self.root, *self._unit_nodes()):
            self._tell_below(node, 1, _COUNT_ROLES)
        for node in self.late:
            self._tell_counts(node)

    def _tell_counts(self, above: TreeNode) -> None:
        """The counts of all lines below one, as far as these were made: a range for each branch."""
        self._tell_below(above, 1, _COUNT_ROLES)
        for child in above.children or ():
            if child.children:
                self._tell_counts(child)


def _tooltip(model: TreeModel, node: TreeNode) -> str:
    return plain("\n".join(filter(None, (model.title(node), counted_in_words(model.counts.of(node))))))


# By column and role.
_ANSWERS: Final[Mapping[tuple[int, int], Callable[[TreeModel, TreeNode], object]]] = {
    (0, Qt.ItemDataRole.DisplayRole): TreeModel.title,
    (0, Qt.ItemDataRole.AccessibleTextRole): TreeModel.title,
    (1, Qt.ItemDataRole.DisplayRole): lambda model, node: counted(model.counts.of(node)),
    (1, Qt.ItemDataRole.AccessibleTextRole): lambda model, node: counted_in_words(model.counts.of(node)),
    (1, Qt.ItemDataRole.TextAlignmentRole): lambda *_: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    **{
        (column, role): answer
        for column in (0, 1)
        for role, answer in (
            (Qt.ItemDataRole.ToolTipRole, _tooltip),
            (NODE, lambda _, node: node.id),
            (SEVERITY, TreeModel.severity),
        )
    },
}
