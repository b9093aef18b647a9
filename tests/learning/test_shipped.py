"""Files of the shipped forms, learned as if nobody knew these forms, are read as the documents say that they are of."""

import shutil
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest
from promises import unavailable

from learning import shipped
from perfdesk.forms.loader import form
from perfdesk.importers.load import read_source
from perfdesk.model.document import Document

NAMES = sorted(path.stem for path in (shipped.paths.resources() / "forms").glob("*.toml"))


def not_right(one: shipped.Count, way: str = "") -> tuple[int, int, int]:
    """What may not be: silently wrong, not read, a label as a value. Blank paper does not tell what stands in a line
    without a label; then it is named as left out."""
    return one.wrong, one.missing + (0 if shipped.WAYS[-1] in way else one.flagged), one.labels


def counts(name: str, document: Document, kinds: Sequence[str], folder: Path) -> dict[str, shipped.Count]:
    """What becomes of the fields of files of these kinds, in each of the ways."""
    one = form(name)
    some = shipped.documents(one, document)
    for (variant, written), kind in product(some.items(), kinds):
        if kind in shipped.KINDS[:3]:
            shipped.write(one, written, folder / f"{name}-{variant}.{kind}")
    if kinds == shipped.KINDS:
        shipped.by_office(folder)
    with shipped.no_shipped_forms():
        return {
            f"{kind} {way}": count for kind in kinds for way, count in shipped.figures(one, some, folder, kind)
        }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_read_and_no_label_is_a_value(name: str, tmp_path: Path) -> None:
    """By a form learned from the Word file of several projects, where nothing is confirmed."""
    one, document = form(name), shipped.filled(name)
    path = shipped.write(one, document, tmp_path / "a.docx")
    with shipped.no_shipped_forms():
        found = shipped.learning(one, document, path).read()
    assert found.fields > 40
    assert not_right(found) == (0, 0, 0), found.said


@pytest.mark.parametrize("name", ["mof-10-transfer", "ningxia-annex2-2024"])
def test_of_a_workbook_the_annexes_become_a_form_and_not_the_list_behind_them(name: str, tmp_path: Path) -> None:
    one, document = form(name), shipped.filled(name)
    path = shipped.write(one, document, tmp_path / "a.xlsx")
    with shipped.no_shipped_forms():
        learned = shipped.learning(one, document, path)
        found = learned.read()
    assert len(learned.proposal.tables) == len(document.projects) + 1
    assert not_right(found) == (0, 0, 0), found.said


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_in_every_kind_of_file_and_by_a_form_of_blank_paper(name: str, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        unavailable("there is no LibreOffice")
    for way, found in counts(name, shipped.filled(name), shipped.KINDS, tmp_path).items():
        assert not_right(found, way) == (0, 0, 0), (way, found.said)


@pytest.mark.slow
def test_of_both_seeds_every_project_is_read(tmp_path: Path, lulong: Path, pingluo: Path) -> None:
    for seed in (lulong, pingluo):
        document = read_source(seed).document
        for way, found in counts(document.form, document, shipped.KINDS[:3], tmp_path).items():
            assert not_right(found, way) == (0, 0, 0), (way, found.said)
