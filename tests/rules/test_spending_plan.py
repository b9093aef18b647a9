from collections.abc import Callable

import pytest

from perfdesk.rules.finding import Finding, Severity

Found = Callable[..., list[Finding]]


def plan(found: Found, *percents: str) -> list[Finding]:
    keys = ("plan_03", "plan_06", "plan_10", "plan_12")
    pairs = " | ".join(f"{key}={text}" for key, text in zip(keys, percents, strict=True))
    return found("plan", f"# 查档 | {pairs}")


@pytest.mark.parametrize(
    "percents", [("25%", "50%", "84%", "100%"), ("0", "100 %", "100％", "100"), ("100%",) * 4, ("0", "0", "1%", "100%")]
)
def test_a_plan_that_rises_to_100_is_silent(found: Found, percents: tuple[str, ...]) -> None:
    assert plan(found, *percents) == []


@pytest.mark.parametrize(
    ("percents", "fields", "evidence"),
    [
        (("50%", "40%", "84%", "100%"), ["plan_06"], "50% → 40%"),
        (("25%", "50%", "84%", "99%"), ["plan_12"], "99% ≠ 100%"),
        (("25%", "50%", "120%", "100%"), ["plan_10"], "120%"),
        (("-1%", "50%", "84%", "100%"), ["plan_03"], "-1%"),
        (("25%", "一半", "84%", "100%"), ["plan_06"], "一半"),
        (("25%", "", "84%", "100%"), ["plan_06"], ""),
        (("50%", "", "40%", "100%"), ["plan_06", "plan_10"], ""),
        (("", "", "", ""), ["plan_03"], ""),
    ],
)
def test_a_plan_that_cannot_be_is_an_error(
    found: Found, percents: tuple[str, ...], fields: list[str], evidence: str
) -> None:
    findings = plan(found, *percents)
    assert [(one.field, one.severity) for one in findings] == [(field, Severity.ERROR) for field in fields]
    assert findings[0].evidence == evidence


def test_everything_in_december_is_a_warning(found: Found) -> None:
    (finding,) = plan(found, "0", "0%", "0", "100%")
    assert (finding.severity, finding.field) == (Severity.WARNING, "plan_12")


def test_a_form_without_a_plan_asks_for_none(found: Found) -> None:
    assert found("plan", "# 查档", "ningxia-annex2-2024") == []
