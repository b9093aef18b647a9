"""The guard of the Word reader: no element of the schemas makes text vanish without a word, alone or nested."""

import random
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from trust import Promise
from word_sources import exchanged_paragraph, paragraph, part, read, run, told, xml_of

from perfdesk.importers.load import ImportFailure

ANNEX = "ningxia-annex2-2024"
TARGET, PROBE = "≥12类", "探7"
# A deleted row is counted among those that are still in the file.
ROWS, CELL = ("第1张表第12行", "第1张表原第12行"), "第5格"
GROUPS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "word_elements.toml").read_text(encoding="utf-8")
)["group"]
# A cell's content by where the element stands in it; "{}" is the element.
CONTENT = {
    "run settings": paragraph(f"<w:r><w:rPr>{{}}</w:rPr><w:t>{TARGET}</w:t></w:r>"),
    "paragraph settings": paragraph(run(TARGET), "{}"),
    "paragraph mark": paragraph(run(TARGET), "<w:rPr>{}</w:rPr>"),
    "control settings": paragraph(f"<w:sdt><w:sdtPr>{{}}</w:sdtPr><w:sdtContent>{run(TARGET)}</w:sdtContent></w:sdt>"),
    "run": paragraph(run(TARGET) + "<w:r>{}</w:r>"),
    "paragraph": paragraph(run(TARGET) + "{}"),
    "cell": paragraph(run(TARGET)) + "{}" + paragraph(""),
    "math": paragraph(run(TARGET) + "<m:oMath>{}</m:oMath>"),
    "math settings": paragraph(run(TARGET) + "<m:oMath><m:r><m:rPr>{}</m:rPr></m:r></m:oMath>"),
    "math run": paragraph(run(TARGET) + "<m:oMath><m:r>{}</m:r></m:oMath>"),
    "drawing": paragraph(run(TARGET) + "<w:r><w:drawing>{}</w:drawing></w:r>"),
    "vml": paragraph(run(TARGET) + "<w:r><w:pict>{}</w:pict></w:r>"),
}
# Settings of what is round the cell: the tag before whose end they stand.
AROUND = {"cell settings": "</w:tcPr>", "row settings": "</w:trPr>", "table settings": "</w:tblPr>"}
INSIDE = {
    "text": PROBE,
    "runs": run(PROBE),
    "paragraphs": paragraph(run(PROBE)),
    "math": f"<m:r><m:t>{PROBE}</m:t></m:r>",
}


def _elements() -> Iterator[tuple[str, str, str, str]]:
    """Where, the element's name, the element, and the text that is expected where it is not the cell's own."""
    for group in GROUPS:
        becomes = group.get("becomes", {})
        attributes = group.get("attributes", "")
        for name in [*becomes, *group.get("names", "").split()]:
            yield group["at"], name, f"<{name} {attributes}/>", becomes.get(name, "{}").format(TARGET)
            if inside := group.get("inside"):
                content = INSIDE.get(inside, group.get("with", ""))
                yield group["at"], name, f"<{name} {attributes}>{content}</{name}>", ""


def _annex(at: str, element: str) -> str:
    xml = xml_of(ANNEX)
    if at in CONTENT:
        return exchanged_paragraph(xml, TARGET, CONTENT[at].format(element))
    # For the cell's and row's own settings the last ones before the text; the table has only one.
    end = xml.rindex(AROUND[at], 0, xml.index(TARGET))
    return xml[:end] + element + xml[end:]


def _outcome(folder: Path, at: str, element: str, expected: str) -> str:
    """How the reader took the element; "" if it made text vanish without a word."""
    imported = read(folder, ANNEX, _annex(at, element))
    target = next((i.target for i in imported.document.projects[0].indicators if i.name == "采购种类"), "")
    notes = told(imported)
    if any((note[2:].startswith(ROWS) and (CELL in note or "settings" in at)) or PROBE in note for note in notes):
        return "named"
    if PROBE in element and not expected:
        return "understood" if PROBE in target else ""
    return "same" if target == expected == TARGET else "understood" if target == expected else ""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], str]:
    folder = tmp_path_factory.mktemp("elements")
    return {(at, name, xml): _outcome(folder, at, xml, expected) for at, name, xml, expected in _elements()}


def test_no_element_makes_text_vanish_without_a_word(
    outcomes: dict[tuple[str, str, str], str], promise: Promise
) -> None:
    assert [key for key, outcome in outcomes.items() if not outcome] == []
    assert len({name for _, name, _ in outcomes}) > 330
    for outcome, count in Counter(outcomes.values()).items():
        promise("T16", f"elements of the schemas of Word in a cell: {outcome}", count, count)


@pytest.mark.parametrize(
    ("at", "name", "outcome"),
    [
        ("run settings", "w:b", "same"), ("run settings", "w:vanish", "named"), ("row settings", "w:hidden", "named"),
        ("cell settings", "w:cellDel", "named"), ("run", "w:noBreakHyphen", "understood"),
        ("drawing", "c:chart", "named"),
        ("vml", "v:imagedata", "named"), ("paragraph", "w:bookmarkStart", "same"),
    ],
)  # fmt: skip
def test_the_guard_tells_them_apart(
    outcomes: dict[tuple[str, str, str], str], at: str, name: str, outcome: str
) -> None:
    assert next(found for key, found in outcomes.items() if key[:2] == (at, name)) == outcome


NAMES = sorted({name for group in GROUPS for name in [*group.get("becomes", {}), *group.get("names", "").split()]})
ODD = ("w:val", "w:fldCharType", "w:char", "w:font", "w:instr", "m:val", "w:ilvl", "w:numId")
VALUES = ("1", "begin", "separate", "end", "F0B3", "Symbol", r"EQ \o(○,1)", r"\f(((", "-7", "999999999", "", "restart")
MORE = [
    "w:fldChar",
    "w:tc",
    "w:tr",
    "w:tbl",
    "w:p",
    "w:r",
    "w:sdtContent",
    "w:sdtPr",
    "w:numId",
    "w:ilvl",
    "w:txbxContent",
]


def _tree(chance: random.Random, depth: int) -> str:
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(["≥", "\uf0b3", "文字", "2", ""])
    name = chance.choice(NAMES + MORE * 8)
    attributes = f'{chance.choice(ODD)}="{chance.choice(VALUES)}"' if chance.random() < 0.5 else ""
    content = "".join(_tree(chance, depth - 1) for _ in range(chance.randint(0, 3)))
    return f"<{name} {attributes}>{content}</{name}>"


PARTS = {
    "word/numbering.xml": part(
        "numbering",
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1%9"/>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="99999999"/></w:lvlOverride></w:num>',
    ),
    "word/styles.xml": part(
        "styles",
        '<w:style w:styleId="1"><w:basedOn w:val="1"/><w:rPr><w:strike/></w:rPr>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    ),
}


def _taken(folder: Path, content: str) -> bool:
    xml = exchanged_paragraph(xml_of(ANNEX), TARGET, content)
    try:
        return bool(read(folder, ANNEX, xml, PARTS).document.projects)
    except ImportFailure:
        return True


@pytest.mark.parametrize("seed", range(60))
def test_any_nesting_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    assert _taken(tmp_path, "".join(_tree(chance, 6) for _ in range(12)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1030))
def test_many_nestings_are_read_or_refused(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        assert _taken(tmp_path, "".join(_tree(chance, 7) for _ in range(10)))


@pytest.mark.parametrize("name", ["w:ins", "w:sdt", "w:hyperlink", "m:e", "w:r", "w:tbl", "mc:AlternateContent"])
@pytest.mark.parametrize("at", ["paragraph", "cell", "math"])
def test_a_deep_nest_is_read_or_refused(tmp_path: Path, name: str, at: str) -> None:
    nest = f"<{name}>" * 200 + f"</{name}>" * 200
    assert _taken(tmp_path, CONTENT[at].format(nest))
