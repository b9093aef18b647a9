"""Where a finding is, in words."""

from perfdesk.model.document import Document
from perfdesk.model.fields import Owner, field_of
from perfdesk.rules.finding import Finding


def project_of(document: Document, finding: Finding) -> str:
    """ "4 库房租金": number and name of the project; 全文 for the document."""
    place = document.places.get(finding.project)
    return f"{place[0] + 1} {document.projects[place[0]].name}" if place else "全文"


def place_of(document: Document, finding: Finding) -> str:
    """ "年服务费 · 指标值": the indicator, if any, and the field."""
    indicator = document.indicator(finding.indicator)
    owner = Owner.INDICATOR if indicator else Owner.PROJECT if finding.project else Owner.DOCUMENT
    if finding.field in ("level1", "level2"):  # a class that a project has no indicator of
        owner = Owner.INDICATOR
    title = field_of(owner, finding.field).title if finding.field else ""
    return " · ".join(filter(None, (indicator.name if indicator else "", title)))
