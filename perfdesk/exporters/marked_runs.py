"""Words that differ, as runs of Word and of Excel: in a colour of their own, and new ones underlined, those that are
gone struck through, so that black-and-white paper shows them too."""

from typing import Final

from perfdesk.exporters.ooxml import attribute, run
from perfdesk.model.marked_text import MarkedText

# Dark enough to be read on paper and on a grey ground.
COLOUR: Final = "C00000"
# In w:rPr these stand in this order (ECMA-376 part 1, CT_RPr).
_WORD: Final = {
    False: f'<w:color w:val="{COLOUR}"/><w:u w:val="single"/>',
    True: f'<w:strike/><w:color w:val="{COLOUR}"/>',
}
_EXCEL: Final = {False: f'<u/><color rgb="FF{COLOUR}"/>', True: f'<strike/><color rgb="FF{COLOUR}"/>'}


def marked_run(text: MarkedText) -> str:
    """The runs of a text in Word."""
    return "".join(run(piece, _WORD[text.gone] if seen else "") for piece, seen in text.pieces)


def excel_properties(font: str, size: float, *, gone: bool) -> str:
    """w:rPr's counterpart in a workbook (CT_RPrElt, 18.4.7). A run that has any properties needs all of them."""
    return f'<rPr>{_EXCEL[gone]}<sz val="{size:g}"/><rFont val="{attribute(font)}"/></rPr>'
