"""The levels that a form offers."""

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document
from perfdesk.model.keys import LEVEL1


def level_choices(form: Form, document: Document, node: str, key: str) -> list[str]:
    """一级指标 of the form; or the 二级指标 below the indicator's 一级指标 (all, if that is none of the form's)."""
    if key == LEVEL1:
        return [level.name for level in form.levels]
    above = document.fields_of(node)[LEVEL1]
    below = [level for level in form.levels if level.name == above] or form.levels
    return [child.name for level in below for child in level.children]
