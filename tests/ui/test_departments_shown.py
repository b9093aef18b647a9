"""The window with a form of a whole department: no second project, and its node stays one."""

from dataclasses import replace

import pytest
from notation import document
from small_forms import small_form

from perfdesk.forms import loader
from perfdesk.ui.main_window import MainWindow

TEXT = "部门名称 | {department_name} | 年度总体目标 | {goal}\nH 一级指标>level1+ | 三级指标>name | 指标值>target^2"
BOOK = replace(
    document("department_name=清水县图书馆\n# | goal=办好全县图书馆。\n- 数量 | 书架 | 42组", "ningxia-annex2-2024"),
    form="small",
)
OF_PROJECTS = ("add-project", "add-unit")
OF_NODES = ("duplicate", "remove", "up", "down")


@pytest.mark.parametrize("subject", ["department", "projects"])
def test_what_is_offered(window: MainWindow, monkeypatch: pytest.MonkeyPatch, subject: str) -> None:
    monkeypatch.setattr(loader, "_given", {"small": replace(small_form(TEXT), subject=subject)})
    window.session.start(BOOK, saved=True)
    window.session.select("p1")
    several = subject == "projects"
    assert [window.actions_by_id[name].isEnabled() for name in (*OF_PROJECTS, *OF_NODES)] == [several] * 6
    window.session.select(BOOK.projects[0].indicators[0].id)
    assert [window.actions_by_id[name].isEnabled() for name in OF_NODES] == [True] * 4
    assert window.actions_by_id["add-indicator"].isEnabled()
