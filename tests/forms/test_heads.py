"""A form file's first lines name the form without reading all of it."""

from pathlib import Path

import pytest

from perfdesk import paths
from perfdesk.forms.catalogue import catalogue
from perfdesk.forms.heads import FormHead, head
from perfdesk.ui.examples import example_title, examples

BLANK = FormHead()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('id = "a-1"\ntitle = "表"\nplace = "清水县"\n', FormHead("a-1", "表", "清水县")),
        ("id='a-1'\r\ntitle = '表'\t\r\n", FormHead("a-1", "表", "")),
        ('id = "a"\nid = "b"\n', FormHead("a")),
        ('[table]\nid = "a"\n', BLANK),
        ('title = "表"\n  [[levels]]\nid = "a"\n', FormHead("", "表", "")),
        ('id = "a\\tb"\n', BLANK),
        ('id = """a"""\n', BLANK),
        ('id = ""\n', BLANK),
        ('id = "a" # 号\n', BLANK),
        ('idea = "a"\n', BLANK),
        ("#" * 4_096 + '\nid = "a"\n', BLANK),
    ],
)
def test_only_what_is_plain_to_see_is_told(tmp_path: Path, text: str, wanted: FormHead) -> None:
    path = tmp_path / "form.toml"
    path.write_bytes(text.encode())
    assert head(path) == wanted


def test_what_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    assert head(tmp_path / "none.toml") == BLANK
    (tmp_path / "odd.toml").write_bytes(b'id = "\xff"\n')
    assert head(tmp_path / "odd.toml") == FormHead("�")


def test_the_heads_of_the_shipped_forms_are_what_reading_all_of_them_gives() -> None:
    for entry in catalogue().entries.values():
        form, first = entry.form, head(entry.path)
        assert (first.id, first.title, first.place, first.replaces) == (form.id, form.title, form.place, "")
        assert (first.stage or "goal") == form.stage


def test_every_example_is_called_after_its_form() -> None:
    assert [example_title(path) for path in examples()] == [
        "河北省：部门预算绩效文本",
        "宁夏回族自治区：部门项目支出预算绩效目标表",
    ]
    assert example_title(paths.resources() / "examples" / "qingshui-2031.txt") == "qingshui-2031"
