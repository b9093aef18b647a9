"""Where a finding is, in words."""

from perfdesk.forms.printed_words import words_of
from perfdesk.model.document import Document
from perfdesk.model.titles import place_title, project_title
from perfdesk.rules.finding import Finding


def project_of(document: Document, finding: Finding) -> str:
    """ "4 库房租金": number and name of the project; 全文 for the document."""
    return project_title(document, finding.project)


def place_of(document: Document, finding: Finding) -> str:
    """ "年服务费 · 指标值": the indicator, if any, and the field."""
    return place_title(words_of(document), document, finding.project, finding.indicator, finding.field)
