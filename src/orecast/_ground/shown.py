"""Text of others as it can be shown: what would act on a screen or turn the reading direction is made visible."""

import re

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
PICTURES = 0x2400  # the block of Unicode that draws the first 32 control characters
DELETE = "\u2421"


def shown(text: str) -> str:
    """`text` with control characters, direction marks, invisible characters and broken halves of letters as signs.

    A control character becomes its picture (␀, ␛), any other its number ([U+202E]). Tab and line break stay.
    """
    return HIDDEN.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return "" if match[0] == "\r" else chr(PICTURES + code)
    return DELETE if code == 0x7F else f"[U+{code:04X}]"
