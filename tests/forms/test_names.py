"""Names that nobody knows are told with the one that was meant."""

import pytest

from perfdesk.forms.names import no_fields, not_known


@pytest.mark.parametrize(
    ("names", "known", "said"),
    [
        (["budget_totl"], ["budget_total", "goal"], "不认识“budget_totl”，是不是“budget_total”"),
        (["x"], ["budget_total"], "不认识“x”"),
        (["x"], [], "不认识“x”"),
        (["gaol", "nme"], ["goal", "name"], "不认识“gaol”，是不是“goal”；不认识“nme”，是不是“name”"),
        ([], ["goal"], ""),
        (["长" * 61], [], f"不认识“{'长' * 60}”"),
        (["长" * 60], [], f"不认识“{'长' * 60}”"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(names: list[str], known: list[str], said: str) -> None:
    assert not_known(names, known) == said
    clauses = said.replace("不认识“", "没有“").replace("”，是不是“", "”这个字段，是否指“").split("；")
    assert no_fields(names, known) == "；".join(
        clause if "是否指" in clause or not clause else f"{clause}这个字段" for clause in clauses
    )


@pytest.mark.parametrize(("count", "told"), [(4, 4), (5, 5), (6, 5), (1000, 5)])
def test_of_many_unknown_names_five_are_told(count: int, told: int) -> None:
    assert not_known(map(str, range(count)), []).count("不认识") == told
