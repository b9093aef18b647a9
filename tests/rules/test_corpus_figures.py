"""The figures of the corpus: how a fault is said to be found, and that the even half does not get worse."""

import tomllib

import pytest

from perfdesk.rules.finding import Finding, Severity
from perfdesk.rules.table import RULES
from tests.rules.corpus.__main__ import main, table
from tests.rules.corpus.items import HERE, Faulty, Half, families, faulty
from tests.rules.corpus.measure import LETTERS, FalseFinding, Measured, Outcome, judged, measured

_FLOOR = tomllib.loads((HERE / "floor.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("letter", LETTERS)
def test_the_even_half_finds_no_fewer_faults_than_the_floor_says(letter: str) -> None:
    assert measured(Half.EVEN).found(least=letter)[0] >= _FLOOR["found"][letter]


@pytest.mark.parametrize("letter", LETTERS)
def test_the_even_half_blames_no_more_lines_without_fault_than_the_floor_says(letter: str) -> None:
    assert measured(Half.EVEN).blamed(letter) <= _FLOOR["blamed"][letter]


def test_every_family_is_said_by_a_rule_or_awaits_the_rule_of_its_name() -> None:
    known = {rule.id for rule in RULES} | set(families())
    assert [name for name, one in families().items() if not set(one.rules) <= known or name not in one.rules] == []


def test_nothing_of_the_odd_half_is_listed_even_if_its_figures_are_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {str(one.number) for one in faulty(Half.ODD)}
    for words, halves in (([], ["even"]), (["--odd"], ["even", "odd"])):
        monkeypatch.setattr("sys.argv", ["corpus", *words])
        main()
        lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert lines[0][5:] == halves
        assert [line for line in lines if line and line[0] in numbers] == []


def test_the_table_has_every_family_and_both_halves() -> None:
    lines = [*table([*Half])]
    assert lines[0].split()[-2:] == ["even", "odd"]
    shares = {line.split()[0]: line.count("/") for line in lines if line.startswith("  ")}
    assert [name for name in families() if shares.get(name) != 2] == []


def _fault(family: str) -> Faulty:
    return next(one for one in faulty(Half.EVEN) if one.family == family and one.row)


def _said(rule: str, severity: Severity, row: str) -> Finding:
    return Finding(rule, severity, "", project="p1", indicator=row, field="target")


@pytest.mark.parametrize(
    ("rule", "severity", "row", "outcome"),
    [
        ("wrong-class", Severity.WARNING, "p1.1", Outcome.FOUND),
        ("class-mismatch", Severity.ERROR, "p1.1", Outcome.FOUND),
        ("wrong-class", Severity.INFO, "p1.1", Outcome.MILDER),
        ("basis", Severity.ERROR, "p1.1", Outcome.OTHER),
        ("wrong-class", Severity.WARNING, "", Outcome.MISSED),
        ("wrong-class", Severity.WARNING, "p1.2", Outcome.MISSED),
    ],
)
def test_a_fault_is_found_by_a_rule_of_its_family_about_its_row_as_grave_as_it_is(
    rule: str, severity: Severity, row: str, outcome: Outcome
) -> None:
    assert judged(_fault("wrong-class"), [_said(rule, severity, row)]).outcome is outcome


def test_the_gravest_finding_counts() -> None:
    both = [_said("wrong-class", severity, "p1.1") for severity in (Severity.INFO, Severity.WARNING)]
    assert judged(_fault("wrong-class"), both).outcome is Outcome.FOUND


def test_a_table_is_found_anywhere_but_where_it_names_a_field_only_there() -> None:
    table = next(one for one in faulty(Half.EVEN) + faulty(Half.ODD) if one.at == "goal")
    lacking = Finding("missing-required", Severity.ERROR, "", project="p1", field="level2")
    goal = Finding("missing-required", Severity.ERROR, "", project="p1", field="goal")
    assert judged(table, [lacking]).outcome is Outcome.MISSED
    assert judged(table, [lacking, goal]).outcome is Outcome.FOUND
    anywhere = next(one for one in faulty(Half.EVEN) if one.family == "fund-sum")
    assert judged(anywhere, [Finding("fund-sum", Severity.ERROR, "", project="p1")]).outcome is Outcome.FOUND
    assert judged(anywhere, [lacking]).outcome is Outcome.MISSED


def test_a_line_that_is_blamed_twice_is_blamed_once() -> None:
    twice = [FalseFinding(4, "", _said(rule, Severity.ERROR, "p1.1")) for rule in ("basis", "direction")]
    now = Measured((), (*twice, FalseFinding(6, "", _said("basis", Severity.INFO, "p1.2"))), lines=9)
    assert [now.blamed(letter) for letter in LETTERS] == [1, 0, 1]
    assert [now.blamed("E", rule) for rule in ("basis", "plan")] == [1, 0]


def test_what_is_found_is_counted_by_severity_and_family() -> None:
    fault = _fault("wrong-class")
    now = Measured((judged(fault, []), judged(fault, [_said("wrong-class", Severity.WARNING, "p1.1")])), (), 0)
    assert now.found() == now.found(least="W") == now.found(family="wrong-class") == (1, 2)
    assert now.found(least="E") == now.found(family="plan") == (0, 0)
