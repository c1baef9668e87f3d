"""Logical statements over options, read by a small parser of our own; nothing of a file is ever run.

    usa.sign and not (rus.offer or rus.sell)      and, or, not (also &, |, !, -)
    usa.sign if ukr.sign                          `a if b`: whenever b holds, a holds; `b implies a` is the same
    usa.sign iff ukr.sign                         both or neither
    one(delay, accept, abandon)                   exactly one of them; any(…), all(…), at_most_one(…) likewise

An option is 'party.option', the option alone where one party has one of that name, or its number from 1. `iff` binds
least, then `if` and `implies` (a second one needs brackets), `or`, `and`, `not`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Booleans
from orecast._ground.errors import GameError
from orecast._ground.labels import suggestion

TOKEN = re.compile(
    r"\s*(?:(?P<name>[A-Za-z]\w*(?:-\w+)*(?:\.[A-Za-z]\w*(?:-\w+)*)?|\d+)|(?P<mark>->|[()&|!,-])|(?P<bad>\S))"
)
LONGEST = 400  # tokens of one statement; a parser that calls itself has a floor to its stack
SPELT = {"&": "and", "|": "or", "!": "not", "-": "not", "->": "implies"}
COUNTS: Mapping[str, Callable[[Booleans], Booleans]] = {
    "one": lambda held: held.sum(axis=0) == 1,
    "at_most_one": lambda held: held.sum(axis=0) <= 1,
    "any": lambda held: np.asarray(held.any(axis=0)),
    "all": lambda held: np.asarray(held.all(axis=0)),
}
WORDS = ("and", "or", "not", "if", "iff", "implies", "true", "false")

Truth = Callable[[Booleans], Booleans]
"""Truth over states from what is taken. [options, S] -> [S]."""


@dataclass(frozen=True)
class Vocabulary:
    """Names that statements may use: the position of each option, and options whose value is fixed."""

    options: Mapping[str, int]
    fixed: Mapping[str, bool]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name in full."""
        return tuple(name for name in (*self.options, *self.fixed) if "." in name)


def vocabulary(labels: tuple[str, ...], fixed: Mapping[str, bool] | None = None) -> Vocabulary:
    """The names of options by 'party.option', by number from 1, and by the option alone where only one has it."""
    fixed = dict(fixed or {})
    short = [label.split(".", 1)[1] for label in (*labels, *fixed)]
    once = {label: name for label, name in zip((*labels, *fixed), short, strict=True) if short.count(name) == 1}
    options = {label: n for n, label in enumerate(labels)} | {str(n + 1): n for n in range(len(labels))}
    options |= {once[label]: n for n, label in enumerate(labels) if label in once}
    return Vocabulary(options, fixed | {once[label]: value for label, value in fixed.items() if label in once})


@dataclass(frozen=True)
class Statement:
    """A statement as written, and its truth. `options`: positions of the options it names."""

    text: str
    truth: Truth
    options: frozenset[int]

    def holds(self, taken: Booleans) -> Booleans:
        """Where it holds. taken [options, S] -> [S]."""
        return self.truth(taken)


def parse(text: str, known: Vocabulary, where: str) -> Statement:
    """Read one statement.

    Errors  GameError naming the place (`where`), the statement, what is wrong in it, and the next step.
    """
    return _Parser(text, known, where).statement()


class _Parser:
    """Recursive descent over the tokens of one statement."""

    def __init__(self, text: str, known: Vocabulary, where: str) -> None:
        self.text, self.known, self.where = text, known, where
        self.used: set[int] = set()
        self.tokens = [found for found in TOKEN.finditer(text) if found.group().strip()]
        self.at = 0
        if len(self.tokens) > LONGEST:
            raise self.fault(f"it has {len(self.tokens)} words. A statement has at most {LONGEST}. Split it")

    def statement(self) -> Statement:
        if not self.tokens:
            raise self.fault("it is empty. A statement names an option. Write for example 'usa.sign and not rus.offer'")
        truth = self.iff()
        if self.word():
            raise self.fault(f"'{self.word()}' stands where it should end, or 'and', 'or', 'if' follow. Mend it there")
        return Statement(self.text, truth, frozenset(self.used))

    def fault(self, what: str) -> GameError:
        return GameError(f"{self.where}: the statement '{self.text}' cannot be read: {what}.")

    def word(self) -> str:
        """The word that comes next, marks spelt out; empty at the end."""
        if self.at >= len(self.tokens):
            return ""
        found = self.tokens[self.at].group().strip()
        return SPELT.get(found, found.casefold() if found.casefold() in WORDS else found)

    def take(self, *words: str) -> str:
        """The next word if it is one of `words`."""
        found = self.word()
        if found not in words:
            return ""
        self.at += 1
        return found

    def iff(self) -> Truth:
        left = self.implied()
        while self.take("iff"):
            left = _both(left, self.implied(), lambda one, other: one == other)
        return left

    def implied(self) -> Truth:
        left = self.either()
        found = self.take("if", "implies")
        if not found:
            return left
        right = self.either()
        if self.word() in ("if", "implies"):
            raise self.fault(
                f"a second '{self.word()}' follows without brackets. Say with '(' and ')' which goes first"
            )
        then, given = (left, right) if found == "if" else (right, left)
        return _both(then, given, lambda one, other: one | ~other)

    def either(self) -> Truth:
        left = self.together()
        while self.take("or"):
            left = _both(left, self.together(), np.logical_or)
        return left

    def together(self) -> Truth:
        left = self.negated()
        while self.take("and"):
            left = _both(left, self.negated(), np.logical_and)
        return left

    def negated(self) -> Truth:
        if self.take("not"):
            inner = self.negated()
            return lambda taken: ~inner(taken)
        if self.take("("):
            inner = self.iff()
            self.close()
            return inner
        return self.named()

    def close(self) -> None:
        if not self.take(")"):
            raise self.fault("a bracket is not closed. Each '(' has its ')'. Close it")

    def named(self) -> Truth:
        word = self.word()
        if not word or word in (*WORDS[:6], ")", ",") or not (word[0].isalnum()):
            stands = f"'{word}' stands" if word else "it ends"
            raise self.fault(f"{stands} where an option should. Name one of {', '.join(self.known.names)}")
        self.at += 1
        if word in COUNTS and self.take("("):
            return self.counted(COUNTS[word])
        if word in ("true", "false"):
            return lambda taken: np.full(taken.shape[1:], word == "true")
        return self.option(word)

    def counted(self, count: Callable[[Booleans], Booleans]) -> Truth:
        parts = [self.iff()]
        while self.take(","):
            parts.append(self.iff())
        self.close()
        return lambda taken: count(np.stack([part(taken) for part in parts]))

    def option(self, word: str) -> Truth:
        if word in self.known.fixed:
            return lambda taken: np.full(taken.shape[1:], self.known.fixed[word])
        if word not in self.known.options:
            names = (*self.known.options, *self.known.fixed)
            hint = suggestion(word, [name for name in names if not name.isdigit()])
            raise GameError(
                f"{self.where}: unknown option '{word}' in the statement '{self.text}'. {hint + ' ' if hint else ''}"
                f"Options: {', '.join(self.known.names)}. Name one of them."
            )
        position = self.known.options[word]
        self.used.add(position)
        return lambda taken: taken[position]


def _both(left: Truth, right: Truth, join: Callable[[Booleans, Booleans], Booleans]) -> Truth:
    return lambda taken: join(left(taken), right(taken))
