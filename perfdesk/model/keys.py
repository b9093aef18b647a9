"""The fields that code must name: each key once, for whoever means just that field.

What a field is called, what kind of text it holds and what else is true of it is the vocabulary's to say.
"""

from collections.abc import Mapping
from typing import Final

from perfdesk.model.fields import Owner

# --- of the document
DEPARTMENT_NAME: Final = "department_name"
FISCAL_YEAR: Final = "fiscal_year"
COMPILER: Final = "compiler"
REVIEWER: Final = "reviewer"
MONEY_UNIT: Final = "money_unit"
ANNEX_NUMBER: Final = "annex_number"

# --- of a project
UNIT_CODE: Final = "unit_code"
UNIT_NAME: Final = "unit_name"
# The budget unit, as it stands above a table.
UNIT: Final = (UNIT_CODE, UNIT_NAME)
CODE: Final = "code"
SUPERVISOR: Final = "supervisor"
BUDGET_TOTAL: Final = "budget_total"
BUDGET_FISCAL: Final = "budget_fiscal"
BUDGET_OTHER: Final = "budget_other"
GOAL: Final = "goal"
# Of an indicator: which of the numbered goals it belongs to.
GOAL_NUMBER: Final = "goal_number"

# --- of a project and of an indicator
NAME: Final = "name"

# --- of an indicator
LEVEL1: Final = "level1"
LEVEL2: Final = "level2"
LEVELS: Final = (LEVEL1, LEVEL2)
DESCRIPTION: Final = "description"
TARGET: Final = "target"
BASIS: Final = "basis"
OP: Final = "op"
UNIT_OF_MEASURE: Final = "unit"
WEIGHT: Final = "weight"
ACTUAL: Final = "actual"
SCORE: Final = "score"
DEVIATION: Final = "deviation"

# --- of records: what a record is called by
NAMED_BY: Final[Mapping[Owner, str]] = {
    Owner.TASKS: "item",
    Owner.SCHEDULE: "content",
    Owner.COSTS: "item",
    Owner.GOALS: "text",
    Owner.SITES: "name",
}
