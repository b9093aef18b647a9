"""A project in the making."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Found:
    """`place` is where its first row stands, `rows` are its indicators' texts, each without blank ones; `inherited`
    counts those whose class goes on from above, `aligned` those whose missing cells were worked out."""

    place: str
    fields: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    has_header: bool = False
    inherited: int = 0
    aligned: int = 0
