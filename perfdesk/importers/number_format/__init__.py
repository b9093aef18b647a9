"""Numbers as Excel shows them. A package of its own, because a number format is a language of its own.

`code` reads the format, `shown` chooses the section, `digits`, `dates` and `dbnum` write what the section says. No
library does this well: openpyxl tells a date format from another and no more, and `ssf` (the port of SheetJS) has had
no release since 2020, computes with floats and brings six packages.
"""
