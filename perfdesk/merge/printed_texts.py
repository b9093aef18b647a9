"""What a form prints of a node, by what the texts mean: two of a node are the same if these are."""

from perfdesk.forms.definition import Form
from perfdesk.forms.loader import vocabulary_of
from perfdesk.forms.printed import printed_keys
from perfdesk.merge.field_decision import meaning_of
from perfdesk.model.document import Document
from perfdesk.model.fields import Fields, Owner


class PrintedTexts:
    """For an annex of one form, and the versions that it is compared with."""

    def __init__(self, form: Form, annex: Document) -> None:
        self._printed = printed_keys(form)
        self._known = vocabulary_of(annex)

    def of(self, owner: Owner, fields: Fields) -> dict[str, object]:
        """The meaning of each text, by its key."""
        return {
            key: meaning_of(self._known.kind(owner, key))(text)
            for key, text in fields.items()
            if (owner, key) in self._printed
        }
