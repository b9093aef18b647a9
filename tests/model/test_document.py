from notation import document

BOOK = document("# 甲\n# 乙\n# 丙\n# 丁")


def test_projects_of_an_extract_keep_their_numbers() -> None:
    some = BOOK.extract({"p4", "p2"})
    assert [project.name for project in some.projects] == ["乙", "丁"]
    assert [some.number(0), some.number(1)] == [2, 4]
    assert BOOK.number(1) == 2


def test_an_extract_of_an_extract_keeps_them_too() -> None:
    assert BOOK.extract({"p4", "p2"}).extract({"p4"}).number(0) == 4


def test_other_projects_are_numbered_anew() -> None:
    some = BOOK.extract({"p4"})
    assert [some.with_projects(BOOK.projects).number(at) for at in range(4)] == [1, 2, 3, 4]
