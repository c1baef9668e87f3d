"""Cells of a CSV that a spreadsheet may open: text that it would run as a formula is made harmless.

A spreadsheet takes a cell that starts with = + - or @ for a formula, also after a tab or a line break. Such text gets
an apostrophe in front (docs/decisions/0060-text-that-looks-like-a-formula.md). Numbers stay numbers, and so does text
that is only a number, such as '-5'. `restored` takes the apostrophe away again.
"""

import re

FORMULA = re.compile(r"'*(?:[\t\r\n]|[\s\u200b\u200c\u200d\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])")
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def safe(text: str) -> str:
    """`text` as it may stand in a cell."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def restored(cell: str) -> str:
    """The text that `safe` was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
