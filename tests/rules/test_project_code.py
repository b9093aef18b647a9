from collections.abc import Callable

import pytest
from notation import document

from perfdesk.model.values import CODE_ALPHABET, ProjectCode
from perfdesk.rules.finding import Finding, Severity

Found = Callable[..., list[Finding]]
RULE = "project-code"


def checked(first_twenty: str) -> str:
    """A code whose check character is right."""
    return first_twenty + ProjectCode(first_twenty + "0").check_character


GOOD = checked("13992124P00310511006")
PLAIN = "51992124P000010263357"  # no check character in this family


def of(found: Found, code: str) -> list[Finding]:
    return found(RULE, f"fiscal_year=2024\n# 查档 | code={code}")


@pytest.mark.parametrize("code", [GOOD, f"{GOOD[:8]} {GOOD[8:]} ", PLAIN, "13992124T000010263357", "", "　"])
def test_codes_that_are_right_are_silent(found: Found, code: str) -> None:
    assert of(found, code) == []


@pytest.mark.parametrize(
    ("code", "word"),
    [(PLAIN[:-1], "现有20位"), (PLAIN + "1", "现有22位"), ("51992124P0000102633IZ", "I、Z"), ("无", "现有1位")],
)
def test_length_and_alphabet(found: Found, code: str, word: str) -> None:
    (finding,) = of(found, code)
    assert finding.severity is Severity.ERROR
    assert word in finding.message


@pytest.mark.parametrize("code", ["A1992124P000010263357", "519921A4P000010263357", "519921249000010263357"])
def test_region_year_and_class_have_their_places(found: Found, code: str) -> None:
    (finding,) = of(found, code)
    assert finding.severity is Severity.ERROR


def test_another_year_is_a_warning(found: Found) -> None:
    (finding,) = of(found, PLAIN.replace("24P", "23P"))
    assert finding.severity is Severity.WARNING
    assert "2023" in finding.message
    assert found(RULE, f"# 查档 | code={PLAIN}") == []  # no year to compare with


@pytest.mark.parametrize("place", range(21))
def test_the_check_character_finds_every_single_wrong_character(found: Found, place: int) -> None:
    for other in set(CODE_ALPHABET[:10]) - {GOOD[place]} if place != 8 else set():
        findings = of(found, GOOD[:place] + other + GOOD[place + 1 :])
        # A region outside the families, and the year, are other findings; within them every slip is found.
        assert findings or place < 2


@pytest.mark.parametrize(("right", "wrong"), [("0", "O"), ("1", "I"), ("5", "S")])
def test_a_letter_that_no_code_has_is_put_right(found: Found, right: str, wrong: str) -> None:
    place = GOOD.index(right, 9)
    (finding,) = of(found, GOOD[:place] + wrong + GOOD[place + 1 :])
    assert finding.cure is not None
    assert finding.cure.apply(document("# 查档")).projects[0].code == GOOD
    assert wrong in finding.message


def test_lower_case_is_put_right(found: Found) -> None:
    (finding,) = of(found, GOOD.replace("P", "p"))
    assert finding.cure is not None
    assert finding.cure.apply(document("# 查档")).projects[0].code == GOOD


def test_where_nothing_proves_the_repair_none_is_offered(found: Found) -> None:
    (finding,) = of(found, PLAIN.replace("0", "O", 1))
    assert finding.cure is None


@pytest.mark.parametrize(("right", "wrong"), [("8", "B"), ("6", "G"), ("0", "D")])
def test_a_letter_meant_to_be_a_digit_is_offered(found: Found, right: str, wrong: str) -> None:
    code = checked("13992124P1131111111" + right)
    (finding,) = of(found, code[:19] + wrong + code[20:])
    assert finding.cure is not None
    assert finding.cure.apply(document("# 查档")).projects[0].code == code
    assert "末位" in finding.evidence


def test_a_digit_may_have_been_any_other_so_nothing_is_offered(found: Found) -> None:
    slips = [GOOD[:at] + digit + GOOD[at + 1 :] for at in range(9, 20) for digit in "123456789" if GOOD[at] != digit]
    assert all(one.cure is None for slip in slips for one in of(found, slip))


def test_the_same_code_twice_is_found_at_both(found: Found) -> None:
    text = f"# 查档 | code={PLAIN}\n# 展览 | code=\n# 修复 | code={PLAIN[:6]} {PLAIN[6:]}\n# 编目"
    findings = found(RULE, text)
    assert [(one.project, one.severity) for one in findings] == [("p1", Severity.ERROR), ("p3", Severity.ERROR)]
    assert "第3个项目“修复”" in findings[0].message
    assert "第1个项目“查档”" in findings[1].message
