"""What a screen reader finds in a tagged PDF: elements with their attributes, and the texts of their marked content."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pdf_reading import marked
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject


@dataclass
class Element:
    """A structure element. `pages` are those of its own marked content, counted from 0; `links` its annotations."""

    role: str
    attributes: dict[str, object]
    text: str = ""
    pages: list[int] = field(default_factory=list)
    links: list[DictionaryObject] = field(default_factory=list)
    kids: list["Element"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """This element and all below it in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all(self, role: str) -> list["Element"]:
        """Those of a role in reading order."""
        return [element for element in self.walk() if element.role == role]

    def __str__(self) -> str:
        """Roles and texts, the kids in brackets."""
        kids = f"({' '.join(map(str, self.kids))})" if self.kids else ""
        return f"{self.role}{kids}{self.text and f'[{self.text}]'}"


def structure(reader: PdfReader) -> Element:
    """The document's element. Parents, keys and marks are checked while it is read."""
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    return _Reading(reader).document(root["/StructTreeRoot"])


class _Reading:
    def __init__(self, reader: PdfReader) -> None:
        self._texts = [marked(page) for page in reader.pages]
        self._places = {page.indirect_reference.idnum: at for at, page in enumerate(reader.pages)}
        self._pages = list(reader.pages)
        self._parents: dict[int, PdfObject] = {}
        self._seen: set[tuple[int, int]] = set()

    def document(self, root: DictionaryObject) -> Element:
        keys = root["/ParentTree"]["/Nums"]
        assert list(keys[::2]) == sorted(set(keys[::2]))
        assert root["/ParentTreeNextKey"] > keys[-2]
        self._parents = dict(zip(keys[::2], keys[1::2], strict=True))
        found = self._element(root.raw_get("/K"), root)
        every = {(at, number) for at, texts in enumerate(self._texts) for number in texts if number >= 0}
        assert self._seen == every
        return found

    def _element(self, held: PdfObject, parent: DictionaryObject) -> Element:
        one = held.get_object()
        assert one["/P"] == parent
        made = Element(one["/S"][1:], dict(one.get("/A", {})))
        assert made.attributes.pop("/O", "/Table") == "/Table"
        kids = one.get("/K", ArrayObject())
        for kid in kids if isinstance(kids, ArrayObject) else [one.raw_get("/K")]:
            self._kid(made, one, held, kid)
        return made

    def _kid(self, made: Element, one: DictionaryObject, held: PdfObject, kid: PdfObject) -> None:
        value = kid.get_object()
        if isinstance(value, int):
            self._mark(made, one.raw_get("/Pg").idnum, value, held)
        elif value.get("/Type") == "/MCR":
            self._mark(made, value.raw_get("/Pg").idnum, value["/MCID"], held)
        elif value.get("/Type") == "/OBJR":
            note = value["/Obj"]
            page = self._pages[self._places[value.raw_get("/Pg").idnum]]
            assert value.raw_get("/Obj") in list(page["/Annots"])
            assert page["/Tabs"] == "/S"
            assert self._parents[note["/StructParent"]] == held
            made.links.append(note)
        else:
            made.kids.append(self._element(kid, one))

    def _mark(self, made: Element, page: int, number: int, held: PdfObject) -> None:
        at = self._places[page]
        assert self._parents[self._pages[at]["/StructParents"]].get_object()[number] == held
        assert (at, number) not in self._seen
        self._seen.add((at, number))
        made.text += self._texts[at][number]
        made.pages.append(at)
