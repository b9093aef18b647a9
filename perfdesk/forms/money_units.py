"""In which unit the amounts of a document are, and the same document in another one.

An amount is a number without its unit: 385000 in a form of 元 is 38.5 in one of 万元. Who lays out by one form what was
written in another, or puts two together, has to count again.
"""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Final, NamedTuple

from perfdesk.forms.definition import Form
from perfdesk.model.document import Document, Project, Row
from perfdesk.model.fields import BESIDE, OWN, Kind, Owner
from perfdesk.model.keys import MONEY_UNIT
from perfdesk.model.target import in_unit
from perfdesk.model.titles import shortened
from perfdesk.model.values import Amount, normal

_SPEAKS_OF_MONEY: Final = ("资金", "预算", "金额", "经费", "投资", "拨款", "万元")
_NO_AMOUNT: Final = ("率", "分", "权重", "比例", "占比", "数量", "个数", "年度", "文号", "来源")


class Recounted(NamedTuple):
    """A document with its amounts in another unit: from which, in which, how many amounts, and how many texts in their
    place are no numbers and stand as they were."""

    document: Document
    before: str = ""
    after: str = ""
    amounts: int = 0
    left: int = 0

    @property
    def words(self) -> str:
        """For people; "" if nothing was counted again."""
        if not self.amounts and not self.left:
            return ""
        left = f"，{self.left} 处不是数字，没有换算，请核对" if self.left else ""
        return f"金额由{shortened(self.before)}换算成{shortened(self.after)}：{self.amounts} 处{left}"


def unit_of(document: Document, form: Form) -> str:
    """The unit that the amounts of a document are written in."""
    return normal(document.fields[MONEY_UNIT]) or form.money_unit


def recounted(document: Document, form: Form, unit: str) -> Recounted:
    """The document, which is laid out by a form, with its amounts in `unit`. It stays as it is where one of the units
    is no unit of money."""
    before = unit_of(document, form)
    factor = in_unit(Decimal(1), before, unit)
    if factor is None or before == unit:
        return Recounted(document)
    texts, left = {}, 0
    for node, key, text in _amounts(document, form):
        if (amount := Amount.parse(text)) is None:
            left += 1
        else:
            texts[node, key] = _times(amount.value, factor)
    made = document.with_fields({**texts, (document.id, MONEY_UNIT): unit})
    return Recounted(made, before, unit, len(texts), left)


def _times(number: Decimal, factor: Decimal) -> str:
    with localcontext(prec=60):
        product = number * factor
        return f"{product.normalize():f}" if product else "0"


def _amounts(document: Document, form: Form) -> Iterator[tuple[str, str, str]]:
    """Node, key and text of what is written where amounts are."""
    for project in document.projects:
        for owner, node in _nodes(project):
            keys = (key for key, text in node.fields.items() if text.strip() and not key.startswith(BESIDE))
            yield from ((node.id, key, node.fields[key]) for key in keys if _is_amount(form, owner, key, node))


def _nodes(project: Project) -> Iterator[tuple[Owner, Project | Row]]:
    yield Owner.PROJECT, project
    yield from ((row.owner, row) for row in project.rows)


def _is_amount(form: Form, owner: Owner, key: str, node: Project | Row) -> bool:
    """Whether a field holds an amount; of the form's own those are that speak of money and hold a number."""
    known = form.vocabulary.field(owner, key)
    if known.kind is Kind.MONEY or not key.startswith(OWN):
        return known.kind is Kind.MONEY
    speaks, other = (any(word in known.title for word in some) for some in (_SPEAKS_OF_MONEY, _NO_AMOUNT))
    return speaks and not other and Amount.parse(node.fields[key]) is not None
