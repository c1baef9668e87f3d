"""Which language an article is in: by its script, and by the commonest short words. Only English is read by rules."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from orecast.sources import rows

SAMPLE = 5_000  # characters looked at
FEWEST_LETTERS, FEWEST_WORDS = 40, 20  # with less, no language can be told
ENGLISH = "en"
LEAST_SHARE = 0.12  # of an article's words that must be short words of another language
CLEARLY = 2.0  # times the share of English ones
MOSTLY = 0.7  # share of plain letters that tells Latin script without a look at each
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Language:
    """A language by its ISO 639-1 code and its English name."""

    code: str
    name: str


def language_of(text: str) -> Language | None:
    """The language of a text; None where it is too short to tell, or like none that is known."""
    sample = text[:SAMPLE]
    letters = [letter for letter in sample if letter.isalpha()]
    if len(letters) < FEWEST_LETTERS:
        return None
    script = _script(letters)
    known = [row for row in rows("news_languages") if row["script"] == script]
    words = WORD.findall(sample.lower())
    if script != "LATIN":
        known.sort(key=lambda row: -_share(words, row["words"]))
        return (
            Language(known[0]["language"], known[0]["name"]) if known else Language("und", f"{script.title()} script")
        )
    if len(words) < FEWEST_WORDS:
        return None
    shares = {row["language"]: _share(words, row["words"]) for row in known}
    best = max(known, key=lambda row: shares[row["language"]])
    if best["language"] == ENGLISH or shares[best["language"]] < max(LEAST_SHARE, CLEARLY * shares[ENGLISH]):
        return Language(ENGLISH, "English") if shares[ENGLISH] >= LEAST_SHARE else None
    return Language(best["language"], best["name"])


def is_foreign(text: str) -> Language | None:
    """The language of a text that is clearly not English; None for English and for what cannot be told."""
    found = language_of(text)
    return None if found is None or found.code == ENGLISH else found


def _script(letters: list[str]) -> str:
    """The commonest script, as Unicode begins the names of its letters; Japanese is known by its kana."""
    if sum(map(str.isascii, letters)) > MOSTLY * len(letters):
        return "LATIN"
    counted = Counter(unicodedata.name(letter, "UNKNOWN").split(" ")[0].split("-")[0] for letter in letters)
    kana = max(("HIRAGANA", "KATAKANA"), key=lambda name: counted[name])
    return kana if counted[kana] > 0.1 * len(letters) else counted.most_common(1)[0][0]


def _share(words: list[str], known: str) -> float:
    short = frozenset(known.split())
    return sum(word in short for word in words) / max(1, len(words))
