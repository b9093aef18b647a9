"""An original that somebody has changed, by chance or on purpose, is filled or refused, and nothing else happens."""

import random
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from learning.originals import BODY, Learned, annex, learned_from, parts, saved, saved_sheet, with_parts, with_rows
from perfdesk.exporters.original.members import NoFit
from perfdesk.importers.checked_original import OriginalRefused
from perfdesk.model.export_origin import ExportOrigin

WORD = (BODY, "_rels/.rels", "[Content_Types].xml")
EXCEL = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml",
         "xl/_rels/workbook.xml.rels")  # fmt: skip
ODD = ("", "0", "-1", "9999999999", "1e9", "x", "#", "A0", "ZZZ1:A9", "s", "inlineStr", "restart")


def damaged(chance: random.Random, data: bytes) -> bytes:
    """A part with a few elements taken out, doubled, moved or set to something odd."""
    root = etree.fromstring(data)
    for _ in range(chance.randint(1, 4)):
        nodes = [node for node in root.iter() if isinstance(node.tag, str)]
        node, other, kind = chance.choice(nodes), chance.choice(nodes), chance.randrange(5)
        parent = node.getparent()
        if kind == 0 and parent is not None:
            parent.remove(node)
        elif kind == 1 and parent is not None:
            node.addnext(deepcopy(node))
        elif kind == 2 and node.attrib:
            node.set(chance.choice(list(node.attrib)), chance.choice(ODD))
        elif kind == 3:
            node.text = chance.choice(ODD)
        elif not any(one is node for one in (other, *other.iterancestors())):
            other.append(node)
    return etree.tostring(root)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Learned, Learned]:
    folder = tmp_path_factory.mktemp("both")
    return learned_from(saved(annex(), folder / "a.docx")), learned_from(saved_sheet(annex(), folder / "a.xlsx"))


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 30))])
def test_a_damaged_original_is_filled_or_refused(seed: int, both: tuple[Learned, Learned], tmp_path: Path) -> None:
    chance = random.Random(seed)
    filled = 0
    for _ in range(40):
        one = chance.choice(both)
        name = chance.choice(WORD if one.suffix == ".docx" else EXCEL)
        content = with_parts(one.original, {name: damaged(chance, parts(one.original)[name])})
        longer = with_rows(one.first, chance.randrange(8))
        document = replace(longer, projects=longer.projects * chance.randint(1, 3))
        try:
            one._replace(original=content).filled(document, ExportOrigin("document", "a" * 64))
            filled += 1
        except (NoFit, OriginalRefused):
            pass
    assert 0 < filled < 40
