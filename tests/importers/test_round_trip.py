"""What our Word writer wrote comes back equal, through the same recognition as everybody else's files."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notation import document
from sources import HEBEI, NINGXIA
from strategies import IDS

from perfdesk import paths
from perfdesk.exporters.word import write_document
from perfdesk.forms.loader import form
from perfdesk.importers.known_labels import is_label_or_level
from perfdesk.importers.load import Imported, read_source
from perfdesk.model.diff import aligned, diff
from perfdesk.model.document import Document, Indicator, Project
from perfdesk.model.fields import ONE_LINE, Fields, Owner, clean
from perfdesk.model.vocabulary import vocabulary

EXAMPLES = sorted((paths.resources() / "examples").glob("*.txt"))


def _back(folder: Path, one: Document) -> Imported:
    stream = BytesIO()
    write_document(form(one.form), one, stream)
    path = folder / "out.docx"
    path.write_bytes(stream.getvalue())
    return read_source(path, form(one.form))


def _assert_equal(folder: Path, one: Document) -> None:
    imported = _back(folder, one)
    assert imported.left_out == ()
    assert diff(one, aligned(one, imported.document)) == ()


def test_both_seeds_come_back_equal(tmp_path: Path, lulong: Path, pingluo: Path) -> None:
    for seed in (lulong, pingluo):
        one = read_source(seed).document
        _assert_equal(tmp_path, one)
        assert diff(one, _back(tmp_path, one).document) == (), "and with the same ids"


def test_word_read_back_and_written_again_is_the_same_file(tmp_path: Path, lulong: Path, pingluo: Path) -> None:
    for seed in (lulong, pingluo):
        one = read_source(seed).document
        first, second = BytesIO(), BytesIO()
        write_document(form(one.form), one, first)
        write_document(form(one.form), _back(tmp_path, one).document, second)
        assert first.getvalue() == second.getvalue()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_shipped_examples_come_back_equal(tmp_path: Path, example: Path) -> None:
    imported = read_source(example)
    assert imported.complete
    _assert_equal(tmp_path, imported.document)


@pytest.mark.parametrize(("text", "form_id"), [(HEBEI, "hebei-book-2024"), (NINGXIA, "ningxia-annex2-2024")])
def test_the_form_of_what_was_written_is_recognised(tmp_path: Path, text: str, form_id: str) -> None:
    stream = BytesIO()
    write_document(form(form_id), document(text, form_id), stream)
    (tmp_path / "out.docx").write_bytes(stream.getvalue())
    assert read_source(tmp_path / "out.docx").document.form == form_id


def test_paragraphs_of_the_long_texts_come_back(tmp_path: Path) -> None:
    fields = {
        "fiscal_year": "2031",
        "department_name": "东岭县气象局",
        "money_unit": "万元",
        "overall_goal": "（一）第一段。\n\n　　缩进的一段\n1.完成绩效目标表\n7\n- 3 -",
        "safeguards": "总体绩效目标\n单位：万元\n目 录",
    }
    one = document(HEBEI)
    _assert_equal(tmp_path, Document(one.id, one.form, Fields(fields), one.projects))


# Anything that clerks type; what reads as a label of the form or has no ink cannot come back from paper.
_TYPED = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(" \n，。（）%≥0123456789"), max_size=16)
_TEXT = _TYPED.map(clean).filter(lambda text: text == text.strip() and text and not is_label_or_level(text))
_OUTSIDE = ("unit_code", "unit_name")


def _printed(form_id: str, owner: Owner) -> list[str]:
    table = form(form_id).table
    if owner is Owner.INDICATOR:
        return [key for key in table.keys_of(owner) if not key.startswith("level")]
    cells = table.keys_of(owner)
    return [f.key for f in vocabulary().usual if f.owner is owner and f.key in cells and f.key not in _OUTSIDE]


def _texts(form_id: str, owner: Owner) -> st.SearchStrategy[dict[str, str]]:
    """Texts of some fields; no line ends where the editor lets none in."""

    def text(key: str) -> st.SearchStrategy[str]:
        one_line = vocabulary().field(owner, key).kind in ONE_LINE
        return _TEXT.filter(lambda text: "\n" not in text) if one_line else _TEXT

    return st.fixed_dictionaries({}, optional={key: text(key) for key in _printed(form_id, owner)})


def _nodes(form_id: str) -> st.SearchStrategy[Document]:
    classes = [(one.name, two.name) for one in form(form_id).levels for two in one.children]
    texts = _texts(form_id, Owner.INDICATOR)
    rows = st.builds(
        lambda node, levels, fields: Indicator(node, Fields({**fields, "level1": levels[0], "level2": levels[1]})),
        IDS,
        st.sampled_from(classes),
        texts,
    )
    fields = _texts(form_id, Owner.PROJECT)
    projects = st.builds(Project, IDS, fields.map(Fields), st.lists(rows, max_size=5).map(tuple))
    book = st.just(Fields({"fiscal_year": "2031"}))
    return st.builds(Document, IDS, st.just(form_id), book, st.lists(projects, min_size=1, max_size=3).map(tuple))


@pytest.mark.parametrize("form_id", ["hebei-book-2024", "ningxia-annex2-2024"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(data=st.data())
def test_whatever_is_typed_into_the_table_comes_back(tmp_path: Path, form_id: str, data: st.DataObject) -> None:
    one = data.draw(_nodes(form_id))
    found = _back(tmp_path, one).document
    assert [dict(p.fields) for p in found.projects] == [dict(p.fields) for p in one.projects]
    rows = [[dict(i.fields) for i in p.indicators] for p in found.projects]
    assert rows == [[dict(i.fields) for i in p.indicators] for p in one.projects]
