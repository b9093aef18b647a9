"""A project while it is read."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Found:
    """`place` is the place of its first row. `rows` are the texts of its indicators, without blank ones. `inherited`
    counts the indicators that took their class from above. `aligned` counts those with missing cells that were
    placed."""

    place: str
    fields: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    has_header: bool = False
    inherited: int = 0
    aligned: int = 0
