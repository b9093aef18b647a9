"""Cures of a target where the form has columns of their own for its sign and its unit: ≥98% becomes ≥ and 98 and %.

Rules read a target as one text and write it as one. Put into the column of numbers, ≥98% would print beside the % that
stands in the column of units.
"""

from collections.abc import Iterable
from dataclasses import replace

from perfdesk.forms.definition import Form
from perfdesk.model.edits import SetFields
from perfdesk.model.fields import Owner
from perfdesk.model.keys import OP, TARGET, UNIT_OF_MEASURE
from perfdesk.model.target import divided
from perfdesk.rules.finding import Finding


def in_columns(findings: Iterable[Finding], form: Form) -> tuple[Finding, ...]:
    """The findings with cures that keep to the columns of the form; without a cure where a text cannot be divided."""
    columns = form.table.keys_of(Owner.INDICATOR)
    if OP not in columns and UNIT_OF_MEASURE not in columns:
        return tuple(findings)
    return tuple([_fitting(one, columns) for one in findings])


def _fitting(finding: Finding, columns: tuple[str, ...]) -> Finding:
    cure = finding.cure
    if not isinstance(cure, SetFields) or not any(key == TARGET for _, key in cure.texts):
        return finding
    texts: dict[tuple[str, str], str] = {}
    for (node, key), text in cure.texts.items():
        parts = {key: text} if key != TARGET else _parts(text, columns)
        if parts is None:
            return replace(finding, cure=None)
        texts |= {(node, part): said for part, said in parts.items()}
    return replace(finding, cure=replace(cure, texts=texts))


def _parts(text: str, columns: tuple[str, ...]) -> dict[str, str] | None:
    """What each column holds of a target; None if it is not made of sign, number and unit."""
    found = divided(text)
    if found is None:
        return None
    sign, number, unit = found
    if OP not in columns:
        sign, number = "", f"{sign}{number}"
    if UNIT_OF_MEASURE not in columns:
        unit, number = "", f"{number}{unit}"
    every = {OP: sign, TARGET: number, UNIT_OF_MEASURE: unit}
    return {key: said for key, said in every.items() if key in (*columns, TARGET)}
