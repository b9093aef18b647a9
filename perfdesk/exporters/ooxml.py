"""Small pieces of WordprocessingML that every part uses."""

import re
from typing import Final

# Twentieths of a point in a millimetre.
DXA: Final = 1440 / 25.4

# Characters that both a Latin and a Chinese font have; Word takes the Chinese one only where it is told to.
_AMBIGUOUS: Final = re.compile("[·×÷±°‘’“”…—―‖′″℃≤≥≠≈∶①-⑳Ⅰ-Ⅻ§¨]")
_EAST_ASIA: Final = '<w:rFonts w:hint="eastAsia"/>'

FIELD_END: Final = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def field_start(instruction: str) -> str:
    """The runs of a field up to its result; FIELD_END follows that."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def escaped(text: str) -> str:
    """Text for XML content. Mostly nothing is to be escaped, which `replace` sees at once and `translate` does not."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Text for a double-quoted XML attribute."""
    return escaped(text).replace('"', "&quot;").replace("\n", " ")


def run(text: str, properties: str = "") -> str:
    """A run with a text; line feeds become line breaks. Nothing for an empty text.

    `properties` are what stands in w:rPr behind the font.
    """
    if not text:
        return ""
    if text.isalpha():  # nothing to escape, nothing ambiguous, no line feed: two texts of three
        return f'<w:r>{run_properties(properties)}<w:t xml:space="preserve">{text}</w:t></w:r>'
    hint = _EAST_ASIA if not text.isascii() and _AMBIGUOUS.search(text) else ""
    body = escaped(text)
    if "\n" in body:
        body = body.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r>{run_properties(hint + properties)}<w:t xml:space="preserve">{body}</w:t></w:r>'


def run_properties(properties: str) -> str:
    """w:rPr; nothing if it would be empty."""
    return f"<w:rPr>{properties}</w:rPr>" if properties else ""
