"""Commands where a bureau has a folder of forms: they use its forms, and `forms` says when it is gone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import Run

from perfdesk import office as office_module
from perfdesk import paths
from perfdesk.forms.catalogue import forget
from perfdesk.work import office_forms

HEBEI = (paths.resources() / "forms" / "hebei-book-2024.toml").read_text(encoding="utf-8")


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A bureau's folder of forms."""
    file = tmp_path / "perfdesk-office.toml"
    file.write_text("forms_folder = 'share'")
    monkeypatch.setattr(paths, "office_files", lambda: (file,))
    monkeypatch.setattr(paths, "office_forms", lambda: tmp_path / "office-forms")
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "a.toml").write_text(HEBEI.replace('id = "hebei-book-2024"', 'id = "qingshui-2031"'), encoding="utf-8")
    remembered = (office_module.office, office_forms.current)
    for one in remembered:
        one.cache_clear()
    forget()
    yield folder
    for one in remembered:
        one.cache_clear()
    forget()


def test_the_first_command_has_the_bureaus_forms(run: Run, share: Path, tmp_path: Path) -> None:
    assert run("new", "--form", "qingshui-2031", "-o", tmp_path / "a.perfdesk")[0] == 0


def test_forms_says_when_the_share_is_gone_and_lists_the_copies(run: Run, share: Path) -> None:
    assert run("forms")[0] == 0
    (share / "a.toml").unlink()
    share.rmdir()
    office_forms.current.cache_clear()
    forget()
    code, out, err = run("forms", "--json")
    gone = f"单位的表样文件夹 {share}：文件不存在，可能已被移走或改名。先用上次取来的表样。"
    assert (code, err.removeprefix("perfdesk: ").rstrip()) == (1, gone)
    assert "qingshui-2031" in [one["id"] for one in json.loads(out)["forms"]]
