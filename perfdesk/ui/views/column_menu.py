"""The menu of a column of 清单: sort, filter, choose columns."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QTableView

from perfdesk.ui import ask, preferences
from perfdesk.ui.models.listed_rows import HEAD, ColumnFilter, called
from perfdesk.ui.models.listing_model import ListingModel

# So many texts can be looked through; the others are found by a part of them.
_MOST_VALUES: Final = 40
_LONGEST: Final = 24
BLANK: Final = "（空白）"


def column_menu(table: QTableView, model: ListingModel, key: str) -> QMenu:
    """What can be done with a column."""
    menu = QMenu(table)
    column = model.keys.index(key)
    for text, order in (("升序", Qt.SortOrder.AscendingOrder), ("降序", Qt.SortOrder.DescendingOrder)):
        menu.addAction(text, partial(table.sortByColumn, column, order))
    menu.addAction("按原来的顺序", partial(table.sortByColumn, -1, Qt.SortOrder.AscendingOrder))
    menu.addSeparator()
    menu.addAction("只看含有…", partial(_ask_text, table, model, key))
    menu.addAction("只看空白的", partial(model.filter_column, key, ColumnFilter(values=frozenset({""}))))
    _add_values(menu.addMenu("只看选中的内容"), model, key)
    if key in model.filters:
        menu.addAction("取消这一列的筛选", partial(model.filter_column, key, ColumnFilter()))
    menu.addSeparator()
    add_columns(menu.addMenu("显示的列"), model)
    return menu


def _ask_text(table: QTableView, model: ListingModel, key: str) -> None:
    now = model.filters.get(key, ColumnFilter())
    text = ask.text(table, f"筛选“{model.title(key)}”", "只看含有：", now.contains)
    if text is not None:
        model.filter_column(key, now._replace(contains=text.strip()))


def _add_values(menu: QMenu, model: ListingModel, key: str) -> None:
    """The most frequent texts, each to be chosen besides others."""
    now = model.filters.get(key, ColumnFilter())
    for text, times in model.texts_of(key).most_common(_MOST_VALUES):
        shown = f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text.replace("\n", " ") or BLANK
        action = menu.addAction(f"{shown.replace('&', '&&')}（{times}）")
        action.setCheckable(True)
        action.setChecked(text in now.values)
        action.triggered.connect(lambda on, text=text: _turn(model, key, text, on))


def _turn(model: ListingModel, key: str, text: str, on: bool) -> None:
    now = model.filters.get(key, ColumnFilter())
    values = now.values | {text} if on else now.values - {text}
    model.filter_column(key, now._replace(values=values))


def add_columns(menu: QMenu, model: ListingModel) -> None:
    """Every column, shown or not; project and name are always shown."""
    for key in model.all_keys:
        if key not in (HEAD, called(model.owner)):
            action = menu.addAction(model.title(key))
            action.setCheckable(True)
            action.setChecked(key in model.keys)
            action.triggered.connect(lambda on, key=key: _show(model, key, on))


def _show(model: ListingModel, key: str, on: bool) -> None:
    table = model.owner.value
    hidden = preferences.hidden_columns(table)
    hidden = hidden - {key} if on else hidden | {key}
    preferences.remember_hidden(table, hidden)
    model.hide(hidden)
