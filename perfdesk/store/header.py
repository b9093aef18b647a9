"""header.json: who saved which revision of which document. It is apart from the format of the document, because the
process that reads foreign files needs documents and no header, and should not spend time on importing pydantic."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from perfdesk.store.format import Damage, rendered
from perfdesk.store.strict_json import read_json


class Header(BaseModel):
    """header.json. `time` is shown and never compared. `parents` are revision ids. `clean` repeats the revision id
    in a clean copy, whose history was left out on purpose."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    format: str
    format_version: Annotated[str, StringConstraints(pattern=r"^\d{1,6}\.\d{1,6}$")]
    program_version: str = ""
    document_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    revision_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    parents: list[str] = []
    author: str = ""
    time: str = ""
    clean: str = ""

    @property
    def version(self) -> tuple[int, int]:
        """Major and minor format version."""
        major, minor = self.format_version.split(".")
        return int(major), int(minor)


@dataclass(frozen=True, slots=True)
class Baggage:
    """What a file holds beside the document: its header, and the members that this version does not know."""

    header: Header
    members: tuple[tuple[str, bytes], ...] = ()


def header_bytes(header: Header) -> bytes:
    """Canonical JSON of a header, with the members this version does not know."""
    members = {key: value for key, value in header.model_dump().items() if key != "clean" or value}
    return (rendered(members, "") + "\n").encode("utf-8")


def parse_header(content: bytes) -> Header:
    """The header in these bytes. Damage says what is wrong."""
    shape = read_json(content, "header.json")
    try:
        return Header.model_validate(shape)
    except ValidationError as error:
        names = "、".join(str(".".join(map(str, e["loc"])) or "整体") for e in error.errors()[:5])
        raise Damage(f"header.json 的内容不对（{names}）") from error
