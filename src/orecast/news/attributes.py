"""The model's attribute rules as one look-up per kind of token: what spaCy's component sets, in less time.

The component matches 179 patterns against every token. Most look at nothing but one token's tag, word, relation
and whether it is a blank, so what they say of such a kind is found once and remembered.
tests/rooms/news/test_attributes.py holds the two to the same result.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

KEYS = ("TAG", "LOWER", "DEP", "IS_SPACE")
TESTS: Mapping[str, Callable[[Any, str | bool], bool]] = {
    "IN": lambda known, value: value in known,
    "NOT_IN": lambda known, value: value not in known,
    "REGEX": lambda known, value: re.search(known, str(value)) is not None,
}
Kind = tuple[int, ...]  # tag, word (0 where no rule names it), relation, blank
Rule = tuple[int, Sequence[Mapping[str, Any]], int]  # number, pattern, which of its tokens is set


class Attributes:
    """A component that stands for spaCy's `AttributeRuler` and sets the same attributes. Later rules overrule."""

    def __init__(self, ruler: Any) -> None:
        self.strings = ruler.vocab.strings
        self.attrs: list[dict[int, int]] = list(ruler.attrs)
        rules = [(n, p, rule["index"]) for n, rule in enumerate(ruler.patterns) for p in rule["patterns"]]
        self.pairs = [rule for rule in rules if len(rule[1]) > 1]
        self.single: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}  # by tag; "" holds those on any tag
        for number, pattern, _ in rules:
            if len(pattern) == 1:
                tag = pattern[0].get("TAG")
                self.single.setdefault(tag if isinstance(tag, str) else "", []).append((number, pattern[0]))
        wanted = [token["LOWER"] for _, pattern, _ in rules for token in pattern if "LOWER" in token]
        self.spelt = {word for one in wanted for word in ([one] if isinstance(one, str) else one.get("IN", ()))}
        self.shaped = [re.compile(one["REGEX"]) for one in wanted if not isinstance(one, str) and "REGEX" in one]
        self.words: dict[int, int] = {}
        self.alone: dict[Kind, list[int]] = {}
        self.opened: dict[Kind, list[Rule]] = {}
        self.merged: dict[Kind, dict[int, int]] = {}

    def __call__(self, doc: Any) -> Any:
        """Set the attributes of every token of a document and give it back."""
        from spacy.tokens._retokenize import set_token_attrs

        kinds = [self._kind(*row) for row in doc.to_array(KEYS).tolist()]
        for kind in set(kinds) - self.merged.keys():
            self._learn(kind)
        together = self._together(kinds)
        for at, kind in enumerate(kinds):
            said = self._merge([*self.alone[kind], *together[at]]) if at in together else self.merged[kind]
            set_token_attrs(doc[at], said)
        return doc

    def _kind(self, tag: int, word: int, relation: int, blank: int) -> Kind:
        if word not in self.words:
            text = self.strings[word]
            named = text in self.spelt or any(shape.search(text) for shape in self.shaped)
            self.words[word] = word if named else 0
        return tag, self.words[word], relation, blank

    def _learn(self, kind: Kind) -> None:
        """What the rules say of a kind: those on a single token, and those on two that it can open."""
        said = self._read(kind)
        rules = [*self.single.get(str(said["TAG"]), ()), *self.single.get("", ())]
        self.alone[kind] = [number for number, token in rules if _fits(said, token)]
        self.opened[kind] = [pair for pair in self.pairs if _fits(said, pair[1][0])]
        self.merged[kind] = self._merge(self.alone[kind])

    def _together(self, kinds: Sequence[Kind]) -> dict[int, list[int]]:
        """Rules on two tokens and more, by the token that they set."""
        found: dict[int, list[int]] = {}
        for at, kind in enumerate(kinds):
            for number, pattern, index in self.opened[kind]:
                here = kinds[at : at + len(pattern)]
                if len(here) == len(pattern) and all(map(_fits, map(self._read, here), pattern)):
                    found.setdefault(at + index, []).append(number)
        return found

    def _merge(self, numbers: Sequence[int]) -> dict[int, int]:
        return {name: value for number in sorted(numbers) for name, value in self.attrs[number].items()}

    def _read(self, kind: Kind) -> dict[str, str | bool]:
        tag, word, relation, blank = kind
        return {"TAG": self._text(tag), "LOWER": self._text(word), "DEP": self._text(relation), "IS_SPACE": bool(blank)}

    def _text(self, key: int) -> str:
        return str(self.strings[key]) if key else ""


def _fits(said: Mapping[str, str | bool], token: Mapping[str, Any]) -> bool:
    return all(
        said[name] == wanted if isinstance(wanted, str) else _says(wanted, said[name]) for name, wanted in token.items()
    )


def _says(wanted: Any, value: str | bool) -> bool:
    """Whether a value is the one wanted, or is (not) in a list, or matches an expression. None wants nothing."""
    if isinstance(wanted, Mapping):
        return all(TESTS[name](known, value) for name, known in wanted.items())
    return bool(wanted == value)


def can_replace(ruler: Any) -> bool:
    """Whether every rule of a ruler can be looked up: rules of one or two tokens on the four keys."""
    tokens = [token for rule in ruler.patterns for pattern in rule["patterns"] for token in pattern]
    tests = {name for token in tokens for wanted in token.values() if isinstance(wanted, Mapping) for name in wanted}
    return {name for token in tokens for name in token} <= set(KEYS) and tests <= TESTS.keys()
