"""The pages that a word processor makes of our Word files are those that we count and name in the contents.

Long texts here hold no digits: LibreOffice 7.4 sets a fifth of an em between Chinese and digits although the file says
not to (it reads neither autoSpaceDE nor autoSpaceDN), so that now and then a line breaks earlier there than in Word.
"""

import random
from pathlib import Path

import pytest
from benchmarks.books import generated
from packages import printed_pages, written

from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.model.document import Document
from perfdesk.paper.pages import pages

# Projects, indicators, longest description: from one short project to sixty, tables of many pages, long texts.
SHAPES = [(1, 1, 4), (3, 40, 30), (2, 8, 400), (8, 8, 24), (60, 8, 24), (20, 14, 60)]


def _assert_agree(folder: Path, one: Document) -> None:
    path = folder / "a.docx"
    path.write_bytes(written(write_document, one))
    printed = printed_pages(path)
    ours = list(pages(form(one.form), one))
    assert len(printed) == len(ours)
    for at, page in enumerate(ours):
        for anchor in page.anchors:
            if anchor.startswith("_Tocp"):
                number = int(anchor[5:])
                heading = "".join(f"{number}.{one.projects[number - 1].name}绩效目标表".split())
                assert heading in printed[at], f"project {number} is not on sheet {at + 1}"


@pytest.mark.parametrize(("projects", "indicators", "longest"), SHAPES[:3])
def test_pages_of_small_books_agree(tmp_path: Path, projects: int, indicators: int, longest: int) -> None:
    _assert_agree(tmp_path, generated(projects, 7, indicators=indicators, longest=longest, digits=False))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("projects", "indicators", "longest"), SHAPES)
def test_pages_of_generated_books_agree(
    tmp_path: Path, projects: int, indicators: int, longest: int, seed: int
) -> None:
    one = generated(
        projects, random.Random(seed).randrange(10**6), indicators=indicators, longest=longest, digits=False
    )
    _assert_agree(tmp_path, one)
