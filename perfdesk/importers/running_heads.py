"""Headers and footers. A unit name is used if the document has none; all other unknown texts are reported."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from perfdesk.forms.definition import Cover, Form
from perfdesk.importers.found import Found
from perfdesk.importers.front import Front
from perfdesk.importers.grid import Line, Source
from perfdesk.importers.layout import read_slots
from perfdesk.importers.report import Report
from perfdesk.model.keys import COMPILER, DEPARTMENT_NAME, NAME, REVIEWER, SUPERVISOR, UNIT_CODE, UNIT_NAME
from perfdesk.model.values import normal

_LABEL: Final = re.compile(r"^\s*(?:(?:编制|填报|预算|实施)?(?:单位|部门)(?:名称)?|部门)\s*[:：]\s*")
# What an office's name ends with.
_OFFICE: Final = re.compile(
    r"[\u4e00-\u9fff（）()·]{2,30}?(?:局|委|办|厅|部|处|科|院|所|站|队|馆|中心|学校|小学|中学|大学|学院|幼儿园|医院|法院|"
    r"检察院|委员会|办公室|政府|街道|镇|乡|总工会|妇联|协会|联合会|党校|机关|公司)(?:[（(]?(?:本级|机关)[）)]?)?"
)
_FILLING: Final = re.compile(
    r"[\d年度的及与和表—\-·.()（）\[\]〔〕：:]|部门|单位|预算|绩效|目标|文本|项目|支出|附件|草案"
)


class RunningHeads:
    """Fills in from headers and footers what the document lacks."""

    def __init__(self, form: Form, front: Front, projects: Sequence[Found], report: Report) -> None:
        """`front` and `projects` are complete except for what the lines add."""
        self._form = form
        self._front = front
        self._projects = projects
        self._report = report

    def read(self, source: Source) -> None:
        """Takes all lines. A text that is nowhere else is used or reported."""
        for line in source.running:
            if not (self._printed(line) or self._unit_line(line) or self._office(line) or self._is_known(line)):
                self._report.leave(line.place, f"没有装入：“{line.text}”")

    def _printed(self, line: Line) -> bool:
        """A line that the form prints on its cover."""
        for shape in self._cover_lines():
            texts = read_slots(shape, line.text)
            if texts is not None:
                for key, text in texts.items():
                    if text and not self._front.texts.get(key):
                        self._front.keep(key, text, line.place)
                return True
        return False

    def _cover_lines(self) -> Iterator[str]:
        """The lines of the cover that hold a field beside words by which they are known."""
        covers = (part for part in self._form.parts if isinstance(part, Cover))
        lines = (line.text for part in covers for line in (*part.lines, *part.foot))
        return (text for text in lines if "{" in text and re.sub(r"\{\w*\}|\s", "", text))

    def _unit_line(self, line: Line) -> bool:
        """Code and name of the unit, as in the line above a table."""
        texts = self._unit(line)
        if texts is None:
            return False
        lacking = [one for one in self._projects if not one.fields.get(UNIT_NAME)]
        for one in lacking:
            one.fields.update({key: text for key, text in texts.items() if not one.fields.get(key)})
        if lacking:
            self._report.guess(line.place, f"“{line.text}”当作 {len(lacking)} 个项目的单位")
        return bool(lacking) or self._is_known(line)

    def _unit(self, line: Line) -> dict[str, str] | None:
        left = self._form.projects.left
        texts = read_slots(left, line.text) if left else None
        if not texts or not texts.get(UNIT_CODE) or not texts.get(UNIT_NAME):
            return None
        # In "2031 年部门预算" the number is the year.
        return None if texts[UNIT_NAME].startswith("年") else texts

    def _office(self, line: Line) -> bool:
        """The name of a unit alone. It becomes the department if that is missing, else the unit of projects without
        one."""
        name = _LABEL.sub("", line.text).strip()
        if not _OFFICE.fullmatch(name):
            return False
        if not self._front.texts.get(DEPARTMENT_NAME) and DEPARTMENT_NAME in self._form.document_keys:
            self._front.keep(DEPARTMENT_NAME, name, line.place)
            self._report.guess(line.place, f"“{name}”当作部门名称")
            return True
        lacking = [] if self._is_known(line) else [one for one in self._projects if not one.fields.get(UNIT_NAME)]
        for one in lacking:
            one.fields[UNIT_NAME] = name
        if lacking:
            self._report.guess(line.place, f"“{name}”当作 {len(lacking)} 个项目的单位")
        return bool(lacking)

    def _is_known(self, line: Line) -> bool:
        """Whether the document and the form's title contain everything that the line says."""
        rest = normal(line.text)
        for known in sorted(map(normal, self._known()), key=len, reverse=True):
            rest = rest.replace(known, "") if known else rest
        return not _FILLING.sub("", rest)

    def _known(self) -> Iterator[str]:
        yield self._form.title
        yield from (text for key, text in self._front.texts.items() if key in (DEPARTMENT_NAME, COMPILER, REVIEWER))
        for one in self._projects:
            yield from (one.fields.get(key, "") for key in (UNIT_NAME, UNIT_CODE, NAME, SUPERVISOR))
