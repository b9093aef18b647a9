"""What is wrong with a form or its file, told to the user."""

from pathlib import Path


class FormError(Exception):
    """A form is unknown, or its file cannot be used. The message is a Chinese sentence for the user."""


def called(path: Path) -> str:
    """How a form file is named to the user: with its folder where every file of its kind has one name."""
    return f"{path.parent.name}/{path.name}" if path.name == "form.toml" else path.name
