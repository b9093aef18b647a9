"""The past in the file: every older version comes back, whatever was edited, and bytes cannot hurt."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notation import document as written
from packing import repacked
from strategies import documents, edits

from perfdesk.merge.analyse import analyse
from perfdesk.model.delta import DeltaError, applied, delta
from perfdesk.model.document import Document
from perfdesk.model.edits import AddProject, SetFields
from perfdesk.model.fields import Fields
from perfdesk.model.questions import UNSIGNED, Question, Voice, joined, open_questions, unsigned
from perfdesk.model.revisions import base_version, newest_common
from perfdesk.store import file
from perfdesk.store.attachment import attached, attachment
from perfdesk.store.beside import texts_beside
from perfdesk.store.file import Merged, Opened
from perfdesk.store.format import document_bytes, revision_of
from perfdesk.store.revision_lines import MEMBER
from perfdesk.work.gather import side_of

BOOK = "fiscal_year=2025\n# 网站维护费 | budget_total=22.20\n- 数量 | 维护次数 | ≥4次\n# 库房租金 | budget_total=5"


def put(document: Document, text: str, key: str = "goal", node: str = "p1") -> Document:
    return SetFields({(node, key): text}).apply(document)


@given(st.data())
@settings(max_examples=150)
def test_a_delta_leads_from_any_version_to_any_other(data: st.DataObject) -> None:
    one = data.draw(documents())
    other = one
    for _ in range(data.draw(st.integers(1, 5))):
        other = data.draw(edits(other)).apply(other)
    for start, end in ((one, other), (other, one)):
        assert applied(start, delta(start, end)) == end


def test_a_delta_that_does_not_fit_is_refused() -> None:
    book = written(BOOK)
    step = delta(written(BOOK + "\n# 又一个"), book)
    with pytest.raises(DeltaError):
        applied(book, step)


@given(st.data())
@settings(max_examples=25)
def test_every_saved_version_comes_back_from_the_newest(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("past") / "a.perfdesk"
    document = data.draw(documents())
    opened = file.save(path, document)
    saved = {opened.revision: document}
    for _ in range(data.draw(st.integers(1, 5))):
        document = data.draw(edits(document)).apply(document)
        opened = file.save(path, document, opened)
        saved[opened.revision] = document
    past = file.revisions(file.read(path))
    assert {revision: past.version(revision) for revision in past.reachable()} == saved
    for revision in past:
        assert revision.id == revision_of(document_bytes(past.version(revision.id)), revision.parents)


def test_the_base_of_two_copies_is_the_version_both_come_from(tmp_path: Path) -> None:
    book = written(BOOK)
    first = file.save(tmp_path / "a", book)
    sent = file.save(tmp_path / "a", put(book, "一"), first)
    mine = file.save(tmp_path / "a", put(book, "二"), sent)
    theirs = file.save(tmp_path / "b", put(sent.document, "三"), sent)
    ours, others = file.revisions(mine), file.revisions(theirs)
    assert newest_common(ours, others) == (sent.revision,)
    assert base_version(sent.revision, ours, others) == sent.document
    apart = file.revisions(file.save(tmp_path / "c", written("# 别的")))
    assert newest_common(ours, apart) == ()


def test_what_was_merged_is_a_parent_and_its_past_comes_along(tmp_path: Path) -> None:
    book = written(BOOK)
    sent = file.save(tmp_path / "a", book)
    theirs = file.save(
        tmp_path / "b", put(book, "乙", "period", "p2"), file.save(tmp_path / "b", put(book, "乙"), sent)
    )
    mine = file.save(tmp_path / "a", put(book, "9", "budget_total"), sent)
    whole = put(put(theirs.document, "9", "budget_total"), "乙")
    file.save(tmp_path / "a", whole, mine, merged=[Merged("乙.perfdesk", file.revisions(theirs))])
    past = file.revisions(file.read(tmp_path / "a"))
    newest = past[past.tip]
    assert set(newest.parents) == {mine.revision, theirs.revision}
    assert newest.note == "合并 乙.perfdesk"
    assert past.version(theirs.revision) == theirs.document
    assert past.version(mine.revision) == mine.document
    later = file.save(tmp_path / "b", put(theirs.document, "再改"), theirs)
    assert newest_common(past, file.revisions(later)) == (theirs.revision,)


def test_a_clean_copy_tells_nothing_and_still_belongs(tmp_path: Path) -> None:
    book = written(BOOK)
    mine = file.save(
        tmp_path / "a", put(book, "张三写的"), file.save(tmp_path / "a", book, author="李四"), author="张三"
    )
    file.save_clean(tmp_path / "b", mine)
    content = (tmp_path / "b").read_bytes()
    clean = file.read(tmp_path / "b")
    assert clean.document == mine.document
    assert MEMBER not in dict(clean.baggage.members)
    assert clean.baggage.header.author == ""
    assert len(content) < (tmp_path / "a").stat().st_size
    back = file.save(tmp_path / "b", put(clean.document, "改了"), clean)
    assert newest_common(file.revisions(mine), file.revisions(back)) == (mine.revision,)


def test_thinning_keeps_what_is_asked_and_the_way_there(tmp_path: Path) -> None:
    opened = file.save(tmp_path / "a", written(BOOK))
    saved = {opened.revision: opened.document}
    for number in range(10):
        opened = file.save(tmp_path / "a", put(opened.document, str(number)), opened)
        saved[opened.revision] = opened.document
    kept = [*saved][::3]
    thin = file.revisions(opened).thinned(kept)
    assert set(thin.reachable()) == {*kept, opened.revision}
    assert all(thin.version(one) == saved[one] for one in thin.reachable())


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: line[:-20],
        lambda line: b"[]\n",
        lambda line: line.replace(b'"texts"', b'"lists"'),
        lambda line: b"\xff\xfe" + line,
        lambda line: b'{"id": 7}\n',
        lambda line: b'{"id":"x","back":' + b"[" * 5000 + b"]" * 5000 + b"}",
        lambda line: json.dumps({"id": "x", "back": {"y": {"nodes": [{"id": ""}]}}}).encode(),
        lambda line: b'{"id":"\\ud800"}',
    ],
)
def test_a_damaged_past_costs_the_past_alone(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a"
    first = file.save(path, written(BOOK))
    second = file.save(path, put(first.document, "x"), first)
    repacked(path, MEMBER, damage(dict(second.baggage.members)[MEMBER]))
    opened = file.read(path)
    assert opened.document == second.document
    assert "修订历史" in opened.notice
    # What can still be read leads back as far as it goes, and nowhere else.
    left = [*file.revisions(opened).reachable()]
    assert left in ([second.revision], [second.revision, first.revision])
    third = file.save(path, put(opened.document, "y"), opened)
    again = file.read(path)
    assert (again.document, again.notice) == (third.document, "")
    assert [*file.revisions(again).reachable()] == [third.revision, *left]
    assert any(name.startswith("history/damaged-") for name, _ in again.baggage.members)


def test_a_past_that_leads_nowhere_or_in_circles_ends(tmp_path: Path) -> None:
    path = tmp_path / "a"
    opened = file.save(path, written(BOOK))
    lines = [{"id": opened.revision, "back": {"x": {}}}, {"id": "x", "back": {"y": {}, opened.revision: {}}}]
    repacked(path, MEMBER, b"".join(json.dumps(one).encode() + b"\n" for one in lines))
    past = file.revisions(file.read(path))
    assert set(past.reachable()) == {opened.revision, "x", "y"}
    assert past.ancestors("x") == {opened.revision, "x", "y"}


def test_many_evenings_of_work_stay_small_and_whole(tmp_path: Path) -> None:
    """A line is added for each; the text that was replaced is in it once, and what stayed is not."""
    opened = file.save(tmp_path / "a", written(BOOK))
    for number in range(100):
        opened = file.save(tmp_path / "a", put(opened.document, f"第{number}次"), opened, author="张三")
    written_lines = dict(opened.baggage.members)[MEMBER].splitlines()
    assert len(written_lines) == len(file.revisions(opened)) == 101
    assert max(map(len, written_lines)) < 500
    oldest = list(file.revisions(opened).steps())[-1]
    assert oldest[2] == written(BOOK)


def test_a_history_that_was_written_long_ago_is_read() -> None:
    """One file per released format, for ever: never written anew."""
    opened = file.read(Path(__file__).parent / "fixtures" / "format-1.0-history.perfdesk")
    known = file.revisions(opened)
    steps = list(known.steps())
    assert [one.author for one, *_ in steps] == ["李强", "王芳", "李强", "张敏"]
    assert steps[0][0].note == "合并 c.perfdesk"
    texts = [document.projects[0].budget_total for _, _, document in steps]
    assert texts == ["25", "30", "25", "22.20"]
    assert [len(document.projects[0].indicators) for _, _, document in steps] == [1, 1, 2, 2]
    ((key, question),) = open_questions(opened.document.projects[0].fields)
    assert (key, question.base) == ("budget_total", "22.20")
    assert question.others("25") == ["王芳：30"]


@pytest.mark.parametrize("splice", [b'["",7,3,["nope"]]', b'["",0,1,["nope"]]', b'["nowhere",0,0,["x"]]'])
def test_a_history_that_lies_tells_what_it_can(tmp_path: Path, splice: bytes) -> None:
    """Well-formed, but its deltas do not fit: what they lead to is left out, and a merge has no base there."""
    path = tmp_path / "a.perfdesk"
    document = written(BOOK)
    first = file.save(path, document)
    more = AddProject("x", Fields({"name": "新"})).apply(document)
    second = file.save(path, more, first)
    file.save(path, put(more, "写了目标", node="x"), second)
    history = dict(file.read(path).baggage.members)[MEMBER]
    assert b'["",2,1,[]]' in history
    lying = tmp_path / "b.perfdesk"
    lying.write_bytes(path.read_bytes())
    repacked(lying, MEMBER, history.replace(b'["",2,1,[]]', splice))
    known = file.revisions(file.read(lying))
    assert [document.fields_of("x")["goal"] for _, document in known.versions()] == ["写了目标", ""]
    assert [before is None for _, before, _ in known.steps()] == [False, True]
    assert len(known.thinned(known.reachable())) == 2
    # Ours goes on from the first version, which the other file says it knows and cannot give.
    copy = tmp_path / "c.perfdesk"
    file.save(copy, document)
    ours = file.save(copy, put(document, "我的"), first, author="甲")
    sides = [side_of(ours, "c"), side_of(file.read(lying), "b")]
    assert len(analyse(sides[0], sides[1:]).result().projects) == 3
    assert len(analyse(sides[1], sides[:1]).result().projects) == 3


ASKED = Question(
    "5", (Voice("张敏的.perfdesk", "张敏", "6"), Voice("李四.docx", "", "6"), Voice("王五.perfdesk", "王五", "7"))
).text
ASKED_AT = {
    ("d", "question.compiler"),
    ("p1", "question.goal"),
    ("p1.1", "question.target"),
    ("p1.tasks1", "question.total"),
}


@pytest.fixture
def asked(tmp_path: Path) -> Opened:
    """A file with an open question at the document, a project, an indicator and a record."""
    book = written(BOOK.replace("# 库房", "+ tasks | 购机\n# 库房"))
    return file.save(tmp_path / "a", book.with_fields(dict.fromkeys(ASKED_AT, ASKED)), author="赵六")


def test_the_open_questions_of_a_clean_copy_name_nobody(tmp_path: Path, asked: Opened) -> None:
    file.save_clean(tmp_path / "净", asked)
    with zipfile.ZipFile(tmp_path / "净") as members:
        everything = b"".join(members.read(name) for name in members.namelist()).decode()
    assert not [name for name in ("张敏", "李四", "王五", "赵六") if name in everything]
    clean = file.read(tmp_path / "净")
    assert clean.notice == ""
    for node, key in ASKED_AT:
        (question,) = (one for _, one in open_questions(clean.document.fields_of(node)))
        assert question == Question("5", (Voice(UNSIGNED, "", "6"), Voice(UNSIGNED, "", "7"))), key
        assert question.others("6") == ["（未署名）：7"]
    assert newest_common(file.revisions(asked), file.revisions(clean)) == (asked.revision,)


def merged_back(asked: Opened, mine: Opened, path: Path, *edits: tuple[str, str, str]) -> Document:
    """What becomes of a document whose clean copy is edited (node, key, text) and merged again."""
    file.save_clean(path, asked)
    clean = file.read(path)
    back = file.save(path, clean.document.with_fields({(node, key): text for node, key, text in edits}), clean)
    plan = analyse(side_of(mine, "我"), [side_of(back, "净")])
    assert plan.open == ()
    return plan.result()


def test_a_clean_copy_that_comes_back_takes_no_name_away_and_asks_nothing_anew(tmp_path: Path, asked: Opened) -> None:
    assert merged_back(asked, asked, tmp_path / "净").fields_of("p1") == asked.document.fields_of("p1")
    back = merged_back(asked, asked, tmp_path / "净", ("p1", "goal", "稳定"))
    assert (back.fields_of("p1")["goal"], back.fields_of("p1")["question.goal"]) == ("稳定", ASKED)
    answered = file.save(tmp_path / "a", put(asked.document, "", "question.goal"), asked)
    assert merged_back(asked, answered, tmp_path / "净").fields_of("p1")["question.goal"] == ""
    back = merged_back(asked, asked, tmp_path / "净", ("p1", "question.goal", ""))
    assert back.fields_of("p1")["question.goal"] == ""


def test_who_says_the_same_in_two_files_is_named_twice(tmp_path: Path) -> None:
    first = file.save(tmp_path / "a", written(BOOK))
    sides = []
    for name in ("张敏", "李四"):
        said = Question("5", (Voice(f"{name}.perfdesk", name, "6"),)).text
        sides.append(side_of(file.save(tmp_path / name, put(first.document, said, "question.goal"), first), name))
    (question,) = (one for _, one in open_questions(analyse(sides[0], sides[1:]).result().fields_of("p1")))
    assert sorted(voice.author for voice in question.voices) == ["张敏", "李四"]


def test_an_attached_document_has_no_question_of_any_node(asked: Opened) -> None:
    inside = attached("a.pdf", attachment(asked.document, asked)).document
    assert not texts_beside(inside, "question.")
    assert set(texts_beside(asked.document, "question.")) == ASKED_AT


def test_an_unsigned_voice_stays_only_where_nobody_signs_it() -> None:
    other = Question("5", (Voice("张敏的.perfdesk", "张敏", "6"),)).text
    assert Question.parse(joined([unsigned(ASKED), other])) == Question(
        "5", (Voice("张敏的.perfdesk", "张敏", "6"), Voice(UNSIGNED, "", "7"))
    )
    assert joined([unsigned(ASKED)]) == unsigned(ASKED) == unsigned(unsigned(ASKED))
    assert unsigned("不是问题") == "不是问题"
