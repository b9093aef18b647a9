"""The shipped examples and how they are called."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from perfdesk import paths
from perfdesk.forms.heads import head


def examples() -> Sequence[Path]:
    """The files, in the order of their names."""
    folder = paths.resources() / "examples"
    return sorted(path for path in folder.glob("*") if path.suffix in (".txt", ".perfdesk"))


@cache
def example_title(path: Path) -> str:
    """Which form an example shows; its file is named after the form. Told by the heads of the shipped forms, because
    the first page shows it before any form is read."""
    heads = (head(form) for form in sorted((paths.resources() / "forms").glob("*.toml")))
    shown = (one for one in heads if one.id and path.stem.startswith(one.id.rstrip("0123456789-")))
    return next((f"{one.place}：{one.title}" for one in shown), path.stem)
