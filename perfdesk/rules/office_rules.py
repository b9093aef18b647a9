"""What a bureau's file says of rules that cannot be: each is one sentence, and the rest holds."""

from perfdesk.office import office
from perfdesk.rules.settings import in_force
from perfdesk.rules.table import RULES


def problems() -> tuple[str, ...]:
    """A sentence for each setting and each rule that there is not."""
    known = {rule.id for rule in RULES}
    settings, told = in_force()
    named = {*(office().rules_off or ()), *settings.switched_off, *settings.severities}
    unknown = (f"单位设置文件说到的审核规则“{name[:40]}”不存在。" for name in sorted(named - known))
    return (*told, *unknown)
