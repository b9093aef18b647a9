"""The projects of a table of all projects: which rows begin one, which say what several come to."""

from collections.abc import Mapping
from typing import Final

from perfdesk.forms.bands import ProjectGroups
from perfdesk.forms.group_rows import UNSAID, head_number
from perfdesk.importers.band_header import OF_PROJECT, BandHeader
from perfdesk.importers.found import Found
from perfdesk.importers.grid import GridCell, GridRow
from perfdesk.importers.report import Report
from perfdesk.importers.sum_rows import SumRow, is_sum
from perfdesk.importers.typed_text import Typing
from perfdesk.model.fields import Owner
from perfdesk.model.keys import NAME, SUPERVISOR, UNIT
from perfdesk.model.values import Amount, normal

# Who is left blank below the same office as above.
_OFFICES: Final = (SUPERVISOR, *UNIT)
# A row without a name is another project if it says so many things otherwise than the project above.
_LEAST_OTHERS: Final = 2


class GridProjects:
    """Begins the projects. `sums` are the rows of sums that were met."""

    def __init__(self, report: Report, typed: Typing, groups: ProjectGroups | None = None) -> None:
        self._groups = groups
        # The department of the projects that follow, if a row has named it.
        self._department: str | None = None
        self._report = report
        self._typed = typed
        self.sums: list[SumRow] = []

    # --- rows that are no projects --------------------------------------------------------------------------------

    def is_other(self, row: GridRow, header: BandHeader) -> bool:
        """Whether a row is a sum, names a department, or only has its number."""
        return self._is_sum(row, header) or self._is_head(row, header) or self._is_numbered_only(row, header)

    def _is_head(self, row: GridRow, header: BandHeader) -> bool:
        """Whether a row says of which department the projects below are: one text where the form has it, over more
        columns than a project's name or numbered as the form's are, and nothing behind it but sums."""
        groups, name = self._groups, header.columns.get(OF_PROJECT + NAME, 0)
        named = next((cell for cell in groups.head if cell.field), None) if groups else None
        if groups is None or named is None or not row.written:
            return False
        first, *behind = row.written
        if first.column > name or any(Amount.parse(cell.text) is None for cell in behind):
            return False
        is_wide = named.at[1] > named.at[0] and first.columns == named.at[1] - named.at[0] + 1
        return is_wide or bool(head_number(groups.number, first.text)) or first.text.strip() == UNSAID

    def _is_sum(self, row: GridRow, header: BandHeader) -> bool:
        """Whether the first word, no further right than the names of projects, is one for a sum, and no indicator
        stands in the row."""
        name, indicator = header.columns.get(OF_PROJECT + NAME), header.columns.get(header.labels.called)
        if not row.written or name is None or indicator is None:
            return False
        first, called = row.written[0], row.at(indicator)
        is_alone = called is None or called.blank or called is first
        return first.column <= name and is_sum(first.text) and is_alone

    def _is_numbered_only(self, row: GridRow, header: BandHeader) -> bool:
        """Whether nothing but a number stands in a row, as where rows are ready to be filled in."""
        name = header.columns.get(OF_PROJECT + NAME, 0)
        return len(row.written) == 1 and row.written[0].column < name and row.written[0].text.strip().isdecimal()

    def take_other(self, row: GridRow, header: BandHeader, above: int) -> None:
        """Keeps what a sum says until all projects are read, and what the department of the next ones is called."""
        is_head = not self._is_sum(row, header) and self._is_head(row, header)
        if is_head and self._groups is not None:
            text = row.written[0].text.strip()
            called = text[len(head_number(self._groups.number, text)) :].strip()
            self._department = "" if called == UNSAID else self._typed(Owner.PROJECT, self._groups.field, called)
        if (is_head and len(row.written) > 1) or self._is_sum(row, header):
            cells = {key: row.at(at) for key, at in header.columns.items() if key.startswith(OF_PROJECT)}
            first = row.written[0]
            texts = {
                key.removeprefix(OF_PROJECT): cell.text.strip()
                for key, cell in cells.items()
                if cell is not None and not cell.blank and not cell.below and cell is not first
            }
            self.sums.append(SumRow(row.place, first.text.strip(), texts, above))

    # --- rows of projects -----------------------------------------------------------------------------------------

    def take(self, row: GridRow, cells: Mapping[str, GridCell], header: BandHeader, projects: list[Found]) -> None:
        """Begins a project where a row says another than the row above. A merged cell, a blank one and the same text
        again go on."""
        own = {key.removeprefix(OF_PROJECT): cell for key, cell in cells.items()}
        texts = {key: self._typed(Owner.PROJECT, key, cell.text) for key, cell in own.items() if not cell.below}
        said = {key: text for key, text in texts.items() if text}
        if projects and not self._begins(said, own, projects[-1]):
            self._complete(row, said, own, header, projects[-1])
            return
        above = projects[-1].fields if projects else {}
        of_head = {self._groups.field: self._department} if self._groups and self._department else {}
        texts = {**self._of_above(row, own, said, above), **of_head, **said}
        projects.append(Found(row.place, texts, has_header=True))
        self._report.project = len(projects) - 1

    def _begins(self, said: Mapping[str, str], own: Mapping[str, GridCell], last: Found) -> bool:
        """Whether a row is another project than the last. Of one without a name, not merged, the rest says it."""
        others = [key for key, text in said.items() if normal(last.fields.get(key, "")) != normal(text)]
        if NAME in said:
            return bool(others)
        name = own.get(NAME)
        changed = [key for key in others if last.fields.get(key)]
        return not (name is not None and name.below) and len(changed) >= _LEAST_OTHERS

    def _complete(
        self, row: GridRow, said: Mapping[str, str], own: Mapping[str, GridCell], header: BandHeader, last: Found
    ) -> None:
        """Adds what a further row says of the last project; what it says otherwise is reported."""
        for key, text in said.items():
            if normal(last.fields.setdefault(key, text)) != normal(text):
                self._report.leave_cell(header.titles.get(header.columns[OF_PROJECT + key], ""), row.place, text)

    def _of_above(
        self, row: GridRow, own: Mapping[str, GridCell], said: Mapping[str, str], above: Mapping[str, str]
    ) -> dict[str, str]:
        """What a new project has in common with the one above: what stands in a cell beside both, and the office that
        nobody wrote again."""
        merged = [key for key, cell in own.items() if cell.below and above.get(key)]
        blank = [key for key in _OFFICES if key in own and key not in said and key not in merged and above.get(key)]
        if blank:
            self._report.guess(row.place, f"没有写部门或单位，按上一个项目的“{above[blank[0]]}”装入")
        return {key: above[key] for key in (*merged, *blank)}
