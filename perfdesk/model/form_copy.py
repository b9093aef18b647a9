"""The copy of its form that a document carries: the form's files as they were found, byte for byte.

Colleagues may not have the form, or may have another one of the same id; so the document brings it along. Only
`forms.loader` makes a form of it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

# The file that describes the form.
DEFINITION: Final = "form.toml"
# What may stand beside it: what its labels mean, and the office's own file.
LEXICON, WORD_ORIGINAL, EXCEL_ORIGINAL = "lexicon.toml", "original.docx", "original.xlsx"
BESIDE: Final = (LEXICON, WORD_ORIGINAL, EXCEL_ORIGINAL)
# What a decision about the form of a document is about; it is no field.
FORM: Final = "*form"


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file of a form. `digest` is the SHA-256 of its content. The content is None where it is lost or is another one
    than the digest says."""

    name: str
    digest: str
    content: bytes | None = None

    @classmethod
    def of(cls, name: str, content: bytes) -> "FormFile":
        """A file with this content."""
        return cls(name, hashlib.sha256(content).hexdigest(), content)

    def filled(self, content: bytes | None) -> "FormFile":
        """The file with this content, if it is the one that the digest names."""
        fits = content is not None and hashlib.sha256(content).hexdigest() == self.digest
        return replace(self, content=content if fits else None)


@dataclass(frozen=True, slots=True)
class FormCopy:
    """The files, sorted by name; none in a document that carries no form."""

    files: tuple[FormFile, ...] = ()

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.files)

    @property
    def definition(self) -> FormFile | None:
        """The file that describes the form."""
        return self.named(DEFINITION)

    def named(self, name: str) -> FormFile | None:
        """The file of this name."""
        return next((one for one in self.files if one.name == name), None)

    def filled(self, find: Callable[[FormFile], bytes | None]) -> "FormCopy":
        """The same files with the contents that are found for them."""
        return FormCopy(tuple(one.filled(find(one)) for one in self.files))

    def differs(self, other: "FormCopy") -> bool:
        """Whether both are there and describe a form in different words."""
        mine, theirs = self.definition, other.definition
        return mine is not None and theirs is not None and mine.digest != theirs.digest

    def called(self, form: str) -> str:
        """The id of the form with the beginning of its file's digest."""
        return f"{form}#{self.definition.digest[:8]}" if self.definition else form

    @property
    def bare(self) -> "FormCopy":
        """The names and digests, without contents."""
        return FormCopy(tuple(replace(one, content=None) for one in self.files))


NO_COPY: Final = FormCopy()
