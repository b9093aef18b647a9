"""The fields of a form's own: what the vocabulary lacks stays a field under its printed label."""

from perfdesk.model.fields import OWN, Owner
from perfdesk.model.vocabulary import vocabulary


class OwnFields:
    """Collects them while the form is written."""

    def __init__(self) -> None:
        self._titles: dict[tuple[Owner, str], str] = {}

    def known(self, owner: Owner, key: str, title: str) -> str:
        """The key; what the vocabulary lacks becomes a field of the form's own."""
        if not vocabulary().knows(owner, key) and (owner, key) not in self._titles:
            self._titles[owner, key] = self._free_title(owner, title or key.removeprefix(OWN))
        return key

    def shapes(self) -> list[dict[str, str]]:
        """As the form file has them."""
        return [{"key": key, "owner": owner.value, "title": title} for (owner, key), title in self._titles.items()]

    def _free_title(self, owner: Owner, title: str) -> str:
        """A title that no other field of the owner has."""
        taken = {field.title for field in vocabulary().usual if field.owner is owner}
        taken |= {one for (whose, _), one in self._titles.items() if whose is owner}
        wanted = "".join(title.split())[:50] or "栏目"
        number, found = 1, wanted
        while found in taken:
            number += 1
            found = f"{wanted}（{number}）"
        return found
