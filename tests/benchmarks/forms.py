"""Forms: listing a folder of them, and what a form that is carried costs a file."""

import tempfile
from dataclasses import replace
from pathlib import Path

from perfdesk import paths
from perfdesk.forms import form_file
from perfdesk.forms.catalogue import catalogue, forget, listed
from perfdesk.forms.loader import form, form_of
from perfdesk.store import file
from tests.benchmarks.books import generated
from tests.benchmarks.figures import best, show, show_ratio

_MANY = 40


def forms() -> None:
    """40 forms in a folder: listing them against reading them; a file with its form against the same without."""
    shipped = paths.resources() / "forms" / "hebei-book-2024.toml"
    text = shipped.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(_MANY):
            (folder / f"f{number}.toml").write_text(text.replace("hebei-book-2024", f"own-{number}"), encoding="utf-8")
        _listing(folder)
        _files(folder)


def _listing(folder: Path) -> None:
    places = paths.own_forms
    paths.own_forms = lambda: folder
    try:
        few, many = best(lambda: (_forget(), listed()), lambda: (_forget(), catalogue()), rounds=3)
    finally:
        paths.own_forms = places
        forget()
    show(f"listing {_MANY + 2} forms", f"{few * 1000:.1f} ms", "<= 30 ms")
    show_ratio("listing them / reading them", few, many)


def _forget() -> None:
    """As in a new process."""
    forget()
    form_file._of_definition.cache_clear()


def _files(folder: Path) -> None:
    bare, whole = folder / "a.perfdesk", folder / "b.perfdesk"
    for projects in (20, 1000):
        book = generated(projects)
        with_form = replace(book, form_copy=form(book.form).copy)
        file.save(bare, book)
        file.save(whole, with_form)
        size = whole.stat().st_size - bare.stat().st_size
        show(f"{projects} projects: what the form adds to the file", f"{size / 1024:.1f} KiB")
        plain, ours = best(lambda: file.read(bare), lambda: file.read(whole), rounds=15)
        show_ratio(f"{projects} projects: opening with a form / without", ours, plain, "<= 1.05 x")
        plain, ours = best(lambda: file.save(bare, book), lambda: file.save(whole, with_form), rounds=15)  # noqa: B023
        show_ratio(f"{projects} projects: saving with a form / without", ours, plain, "<= 1.05 x")
    opened = file.read(whole).document
    form_of(opened)
    again, fresh = best(lambda: form_of(opened), lambda: (_forget(), form_of(opened)))
    show_ratio("the form of a document again / reading its file", again, fresh)
