"""The parts of a workbook one by one: styles, rows, what a sheet has beside its rows, names of sheets."""

from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree

from perfdesk.exporters import opc
from perfdesk.exporters.excel_cells import HIGHEST_ROW, ExcelCell, ExcelMerge, ExcelRow, ExcelStyle, Layout
from perfdesk.exporters.excel_parts import (
    escaped_text,
    sheet_end,
    sheet_start,
    strings_part,
    styles_part,
    workbook_part,
)
from perfdesk.exporters.workbook import Workbook

SPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
PLAIN = ExcelStyle("宋体", 10)
MARGINS = (25.4, 50.8, 12.7, 0.0)


def parsed(xml: str) -> etree._Element:
    return etree.fromstring(xml.encode())


def sheet(layout: Layout, *, first: bool = True) -> etree._Element:
    return parsed(sheet_start(layout, first=first) + sheet_end(layout))


def values(root: etree._Element, path: str) -> list[str]:
    """Attributes or texts at a path, in the name space of sheets."""
    return [str(one) for one in root.xpath(path, namespaces=SPACE)]


# --- styles ----------------------------------------------------------------------------------------------------


def test_a_style_is_written_as_it_looks() -> None:
    root = parsed(
        styles_part([PLAIN, ExcelStyle("黑体", 16.5, bold=True, grey=True, box=False, across="center", wrap=False)])
    )
    assert values(root, "x:fonts/x:font/x:name/@val") == ["宋体", "宋体", "黑体"]
    assert values(root, "x:fonts/x:font/x:sz/@val") == ["11", "10", "16.5"]
    assert [len(font.findall("x:b", SPACE)) for font in root.iterfind("x:fonts/x:font", SPACE)] == [0, 0, 1]
    used = root.findall("x:cellXfs/x:xf", SPACE)
    assert [one.get("fontId") for one in used] == ["0", "1", "2"]
    assert [one.get("fillId") for one in used] == ["0", "0", "2"]
    assert [one.get("borderId") for one in used] == ["0", "1", "0"]
    assert values(root, "x:cellXfs/x:xf/x:alignment/@horizontal") == ["center"]
    assert values(root, "x:cellXfs/x:xf/x:alignment/@wrapText") == ["1"]
    assert values(root, "x:cellXfs/x:xf/x:alignment/@vertical") == ["center", "center"]


@pytest.mark.parametrize(
    ("formats", "numbers", "declared"),
    [
        (["@"], ["49"], []),
        (["General", "0", "0.00", "#,##0", "#,##0.00"], ["0", "1", "2", "3", "4"], []),
        (["0.0", "0", "0.000"], ["164", "1", "165"], ["0.0", "0.000"]),
        # One declaration for all cells of a format.
        (["0.0", "0.0"], ["164", "164"], ["0.0"]),
        (['0"元"'], ["164"], ['0"元"']),
    ],
)
def test_formats_that_excel_lacks_are_declared(formats: list[str], numbers: list[str], declared: list[str]) -> None:
    root = parsed(styles_part([PLAIN._replace(format=code, bold=bool(at)) for at, code in enumerate(formats)]))
    assert values(root, "x:cellXfs/x:xf/@numFmtId") == ["0", *numbers]
    assert values(root, "x:numFmts/x:numFmt/@formatCode") == declared
    assert values(root, "x:numFmts/@count") == ([str(len(declared))] if declared else [])


def test_only_text_that_begins_a_formula_is_quoted() -> None:
    root = parsed(styles_part([PLAIN, PLAIN._replace(quoted=True)]))
    assert [one.get("quotePrefix") for one in root.iterfind("x:cellXfs/x:xf", SPACE)] == [None, None, "1"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("_x000D_", "_x005F_x000D_"),
        ("_xabcd_", "_x005F_xabcd_"),
        ("_x00D_", "_x00D_"),
        ("_x000G_", "_x000G_"),
        ("__x000D_", "__x005F_x000D_"),
        ("x000D_", "x000D_"),
        ("_x000D_x000D_", "_x005F_x000D_x005F_x000D_"),
    ],
)
def test_what_looks_like_an_escape_is_escaped(text: str, written: str) -> None:
    assert escaped_text(text) == written
    assert values(parsed(strings_part([text])), "x:si/x:t/text()") == [written]


# --- a sheet ---------------------------------------------------------------------------------------------------


def test_a_plain_sheet_has_columns_paper_and_margins_and_nothing_else() -> None:
    root = sheet(Layout("甲", [8.5, 10], MARGINS))
    assert [(one.get("min"), one.get("max"), one.get("width")) for one in root.iterfind("x:cols/x:col", SPACE)] == [
        ("1", "1", "8.5"),
        ("2", "2", "10"),
    ]
    margins = root.find("x:pageMargins", SPACE)
    assert margins is not None
    assert [margins.get(side) for side in ("left", "right", "top", "bottom")] == ["1.000", "2.000", "0.500", "0.000"]
    assert values(root, "x:pageSetup/@orientation") == ["portrait"]
    assert values(root, "x:headerFooter/x:oddFooter/text()") == ["&C— &P —"]
    for name in ("autoFilter", "mergeCells", "dataValidations", "sheetViews/x:sheetView/x:pane"):
        assert root.find(f"x:{name}", SPACE) is None


def test_what_a_sheet_has_more() -> None:
    root = sheet(
        Layout(
            "甲", [8], MARGINS, landscape=True, frozen=2, filter=ExcelMerge(1, 0, 3, 2), prompt='改"表"\n里',
            merges=[ExcelMerge(0, 1, 2, 3), ExcelMerge(5, 26, 1, 2)],
        )
    )  # fmt: skip
    assert values(root, "x:sheetViews/x:sheetView/x:pane/@ySplit") == ["2"]
    assert values(root, "x:sheetViews/x:sheetView/x:pane/@topLeftCell") == ["A3"]
    assert values(root, "x:autoFilter/@ref") == ["A2:B4"]
    assert values(root, "x:mergeCells/x:mergeCell/@ref") == ["B1:D2", "AA6:AB6"]
    assert values(root, "x:mergeCells/@count") == ["2"]
    assert values(root, "x:dataValidations/x:dataValidation/@prompt") == ['改"表" 里']
    assert values(root, "x:dataValidations/x:dataValidation/@sqref") == ["A2:B4"]
    assert values(root, "x:pageSetup/@orientation") == ["landscape"]


def test_a_prompt_without_a_list_stands_nowhere() -> None:
    assert sheet(Layout("甲", [8], MARGINS, prompt="改")).find("x:dataValidations", SPACE) is None
    with_list = Layout("甲", [8], MARGINS, filter=ExcelMerge(0, 0, 1, 1))
    assert sheet(with_list).find("x:dataValidations", SPACE) is None


@pytest.mark.parametrize(("first", "selected"), [(True, ["1"]), (False, [])])
def test_the_first_sheet_is_shown(first: bool, selected: list[str]) -> None:
    root = sheet(Layout("甲", [8], MARGINS), first=first)
    assert values(root, "x:sheetViews/x:sheetView/@tabSelected") == selected


def test_names_of_lists_and_heads_belong_to_their_sheet() -> None:
    root = parsed(
        workbook_part([
            Layout("甲", [8], MARGINS),
            Layout("乙's & <表>", [8], MARGINS, titles=(0, 2), filter=ExcelMerge(3, 1, 4, 27)),
        ])
    )  # fmt: skip
    assert values(root, "x:sheets/x:sheet/@name") == ["甲", "乙's & <表>"]
    assert values(root, "x:sheets/x:sheet/@sheetId") == ["1", "2"]
    assert values(root, "x:definedNames/x:definedName/@localSheetId") == ["1", "1"]
    assert values(root, "x:definedNames/x:definedName/text()") == ["'乙''s & <表>'!$B$4:$AB$7", "'乙''s & <表>'!$1:$3"]
    assert parsed(workbook_part([Layout("甲", [8], MARGINS)])).find("x:definedNames", SPACE) is None


# --- rows and cells --------------------------------------------------------------------------------------------


def written(*rows: ExcelRow) -> tuple[etree._Element, etree._Element]:
    """The sheet of these rows, and the texts that it shares."""
    stream = BytesIO()
    with Workbook(stream, "表") as workbook:
        workbook.add(Layout("甲", [8], MARGINS), rows)
    with ZipFile(stream) as package:
        sheet, texts = (package.read(f"xl/{name}.xml") for name in ("worksheets/sheet1", "sharedStrings"))
    return etree.fromstring(sheet), etree.fromstring(texts)


def test_cells_are_texts_numbers_or_blank_each_at_its_place() -> None:
    bold = PLAIN._replace(bold=True)
    root, texts = written(
        ExcelRow(20, [ExcelCell(PLAIN, "乙"), None, ExcelCell(bold, "甲")]),
        ExcelRow(20.5, [ExcelCell(PLAIN, "甲"), ExcelCell(PLAIN), ExcelCell(bold, "", Decimal("1.50"))]),
        ExcelRow(20, [ExcelCell(PLAIN, "", 0)]),
    )
    cells = [
        (one.get("r"), one.get("s"), one.get("t"), one.findtext("x:v", None, SPACE))
        for one in root.iterfind(".//x:c", SPACE)
    ]
    assert cells == [
        ("A1", "1", "s", "0"),
        ("C1", "2", "s", "1"),
        ("A2", "1", "s", "1"),
        ("B2", "1", None, None),
        ("C2", "2", None, "1.50"),
        ("A3", "1", None, "0"),
    ]
    assert values(texts, "x:si/x:t/text()") == ["乙", "甲"]
    assert values(root, ".//x:row/@ht") == ["20", "20.5", "20"]


@pytest.mark.parametrize(
    ("height", "written_as"), [(408.5, "408.5"), (HIGHEST_ROW, "409"), (410, "409"), (9000, "409")]
)
def test_no_row_is_higher_than_excel_allows(height: float, written_as: str) -> None:
    root, _ = written(ExcelRow(height, [ExcelCell(PLAIN, "甲")]))
    assert values(root, ".//x:row/@ht") == [written_as]


def test_what_failed_while_it_was_written_is_no_workbook() -> None:
    stream = BytesIO()
    with pytest.raises(RuntimeError), Workbook(stream, "表"):
        raise RuntimeError
    with ZipFile(stream) as package:
        assert package.namelist() == []


# --- what every package has ------------------------------------------------------------------------------------


def test_links_are_numbered_and_lead_to_their_targets() -> None:
    root = parsed(opc.links([("种类甲", "a.xml"), ("种类乙", "b.xml")]))
    assert [(one.get("Id"), one.get("Type"), one.get("Target")) for one in root] == [
        ("rId1", "种类甲", "a.xml"),
        ("rId2", "种类乙", "b.xml"),
    ]
    assert [one.get("Target") for one in parsed(opc.root_links("main.xml"))] == [
        "main.xml",
        "docProps/core.xml",
        "docProps/app.xml",
    ]


@pytest.mark.parametrize(("language", "said"), [("", []), ("zh-CN", ["zh-CN"])])
def test_properties_tell_title_and_maker_and_no_time(language: str, said: list[str]) -> None:
    root = parsed(opc.core_properties("<甲>&乙", "某局", language))
    texts = {etree.QName(one).localname: one.text for one in root}
    assert (texts.pop("title"), texts.pop("creator")) == ("<甲>&乙", "某局")
    assert list(texts.values()) == said
