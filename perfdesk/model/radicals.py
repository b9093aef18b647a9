"""Radicals and strokes, which fonts draw as the ideographs that they look like: ⻔ is 门, ⽬ is 目."""

from functools import lru_cache

from perfdesk import paths


@lru_cache(maxsize=1)
def radicals() -> dict[int, str]:
    """The ideograph that looks like each radical and stroke (Unicode property Equivalent_Unified_Ideograph)."""
    table: dict[int, str] = {}
    source = paths.resources() / "unicode" / "EquivalentUnifiedIdeograph.txt"
    for line in source.read_text(encoding="utf-8").splitlines():
        codes, _, ideograph = line.partition("#")[0].partition(";")
        if ideograph.strip():
            first, _, last = codes.strip().partition("..")
            table |= dict.fromkeys(range(int(first, 16), int(last or first, 16) + 1), chr(int(ideograph, 16)))
    return table
