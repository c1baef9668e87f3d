"""Bytes to text: the encodings that articles come in, and a clear word on what is no text."""

import codecs
import re

from orecast._ground.errors import DataError

MOST_BYTES = 5_000_000
MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
KINDS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"{\\rtf": "an RTF document",
}
CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b") + b"\x7f"
MOST_CONTROLS = 0.05  # a larger share of control characters is no text
MOST_ACCENTS = 0.3  # a larger share of bytes above 127 is not the Windows-1252 of a western language
DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,3}=\s{0,3}[\"']?\s{0,3}([\w.:-]{2,30})", re.I
)
ENCODINGS = re.compile(r"iso8859-\d{1,2}|cp\d{3,4}|koi8-[ru]|gb\w+|big5|shift_jis|euc_\w\w|mac-roman|utf-16(-[lb]e)?")
WEB_NAMES = {"iso8859-1": "cp1252", "ascii": "cp1252"}  # what these names mean on the web
HEAD = 4096  # bytes in which a page declares its encoding


def decoded(content: bytes, where: str, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of some bytes, and notes on how it was read where that is not plain UTF-8.

    Errors  DataError for nothing, more than 5 MB, what is no text, or text in no encoding that can be told.
    """
    if not content.strip():
        raise DataError(f"'{where}' is empty. Give the text of an article.")
    if len(content) > MOST_BYTES:
        raise DataError(f"'{where}' is larger than {MOST_BYTES // 1_000_000} MB. Cut it to the article.")
    for mark, name, told in MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], name, where), (f"read as {told}",)
    _require_text(content, where)
    if (wide := _wide(content)) is not None:
        return _strictly(content, wide, where), (f"read as {wide.upper()}, which its zero bytes tell",)
    declared = _declared(content, charset)
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError as fault:
        return _otherwise(content, fault.start, declared, where)


def _require_text(content: bytes, where: str) -> None:
    for start, told in KINDS.items():
        if content.startswith(start):
            raise DataError(
                f"'{where}' is {told}, not text. Save its text as .txt, or the page as .html, and give that."
            )
    controls = len(content) - len(content.translate(None, CONTROLS))
    if controls > MOST_CONTROLS * len(content) and _wide(content) is None:
        at = next(place for place, byte in enumerate(content) if byte in CONTROLS)
        raise DataError(
            f"'{where}' is not text: {controls:,} of its {len(content):,} bytes are control characters, the first at "
            f"byte {at} (0x{content[at]:02x}). Give the text of an article."
        )


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of western text is zero."""
    even, odd, half = content[::2].count(0), content[1::2].count(0), len(content) // 2
    if half < 2 or len(content) % 2:
        return None
    if odd > 0.8 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.8 * half and odd < 0.05 * half else None


def _declared(content: bytes, charset: str | None) -> str | None:
    """The encoding that a server or a page names, where Python knows it."""
    found = DECLARED.search(content[:HEAD])
    name = charset or (found[1].decode("ascii", "replace") if found else None)
    try:
        known = codecs.lookup(name).name if name else None
    except LookupError:
        return None
    return WEB_NAMES.get(known, known) if known else None


def _otherwise(content: bytes, at: int, declared: str | None, where: str) -> tuple[str, tuple[str, ...]]:
    """What is not UTF-8: in the encoding that it names, else in Windows-1252 where that gives western text."""
    line = content.count(b"\n", 0, at) + 1
    place = f"byte {at} (line {line})"
    if declared and ENCODINGS.fullmatch(declared):
        return _strictly(content, declared, where), (f"read as {declared}, which it declares",)
    accents = sum(map(len, re.findall(rb"[\x80-\xff]+", content)))
    damaged = re.search("[^\x00-\x7f\ufffd]", content.decode("utf-8", "replace"))
    if damaged is None and accents <= MOST_ACCENTS * len(content):
        try:
            return content.decode("cp1252"), (f"read as Windows-1252, since {place} is not UTF-8",)
        except UnicodeDecodeError:
            pass
    raise DataError(
        f"'{where}' is not UTF-8 text: {place} is 0x{content[at]:02x}, and no other encoding can be told from it. "
        "Save it as UTF-8."
    )


def _strictly(content: bytes, name: str, where: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError as fault:
        raise DataError(
            f"'{where}' is damaged: it is marked as {name}, but byte {fault.start} is not. Save it as UTF-8."
        ) from fault
