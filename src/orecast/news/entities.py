"""The model's entity recogniser, for all sentences at once: what spaCy's component says, in less time.

The component decides token by token in compiled code that takes and drops Python's lock for each of the 74 moves that
it weighs, which costs more than the decision. Here one step is a few array operations over all sentences of a batch.
tests/rooms/news/test_attributes.py holds the two to the same entities.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
FORBIDDEN = np.float32(-1e9)  # a score that no move reaches
FEATURES = 3  # the token, the first token of an open entity, the token before inside it
SPACE, ENDS = 1, 2  # kinds of a token outside an entity: blank, last of its sentence


class Entities:
    """A component that stands for spaCy's `EntityRecognizer` and finds the same entities in texts without any."""

    def __init__(self, recogniser: Any) -> None:
        self.vectors, lower, upper = recogniser.model.layers
        self.lower, self.bias = lower, lower.get_param("b")
        self.weights, self.offsets = upper.get_param("W"), upper.get_param("b")
        names = [recogniser.moves.get_class_name(clas).partition("-") for clas in range(len(self.offsets))]
        self.labels = sorted({label for _, _, label in names if label})
        self.moves = [move for move, _, _ in names]
        self.named: Ints = np.array([self.labels.index(label) if label else -1 for _, _, label in names])
        self.opened: Ints = np.where([move in "BI" for move in self.moves], self.named, -1)
        self.penalty = self._penalty()

    def __call__(self, doc: Any) -> Any:
        """Set the entities of a document and give it back."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Any], batch_size: int = 64) -> Iterator[Any]:
        """The documents in order, with their entities."""
        waiting = iter(docs)
        while batch := list(islice(waiting, batch_size)):
            read = sorted((doc for doc in batch if len(doc)), key=len, reverse=True)
            for doc, moves in zip(read, self._decided(read), strict=True):
                doc.set_ents(self._spans(doc, moves), default="outside")
            yield from batch

    def _penalty(self) -> Floats:
        """What each move costs in each situation: four outside an entity (blank, last), then two for each label."""
        rows = [self._allowed(None, kind) for kind in range(4)]
        rows += [self._allowed(label, ends) for label in range(len(self.labels)) for ends in (0, ENDS)]
        return np.where(rows, np.float32(0), FORBIDDEN).astype(np.float32)

    def _allowed(self, label: int | None, kind: int) -> list[bool]:
        """Which moves may be made inside an entity of a label, or outside of any (None), at a kind of token."""
        found = []
        for move, named in zip(self.moves, self.named.tolist(), strict=True):
            inside = named == label and (move == "L" or move == "I" and not kind & ENDS)
            begins = named >= 0 and not kind & SPACE and (move == "U" or move == "B" and not kind & ENDS)
            found.append(inside if label is not None else move == "O" or begins)
        return found

    def _decided(self, docs: list[Any]) -> list[list[int]]:
        """The move at each token of each document; documents come longest first."""
        if not docs:
            return []
        known = self.lower.predict(self.vectors.predict(docs))  # row 0 stands for no token
        lengths = [len(doc) for doc in docs]
        begins = np.cumsum([1, *lengths[:-1]])
        kinds = np.concatenate([_kinds(doc) for doc in docs])
        moves: Ints = np.zeros((len(docs), lengths[0]), np.int64)
        opened, first = np.full(len(docs), -1), np.zeros(len(docs), np.int64)
        for step, live in enumerate(_living(lengths)):
            at = begins[:live] + step
            moves[:live, step] = self._best(known, at, kinds[at - 1], opened[:live], first[:live])
            label = self.opened[moves[:live, step]]
            first[:live] = np.where(opened[:live] < 0, at, first[:live])
            opened[:live] = label
        return [row[:length] for row, length in zip(moves.tolist(), lengths, strict=True)]

    def _best(self, known: Floats, at: Ints, kinds: Ints, opened: Ints, first: Ints) -> Ints:
        """The move with the highest score of those allowed, one for each sentence."""
        inside = opened >= 0
        summed = known[at, 0] + known[np.where(inside, first, 0), 1] + known[np.where(inside, at - 1, 0), 2]
        hidden = (summed + self.bias).max(axis=-1)
        situation = np.where(inside, 4 + 2 * opened + (kinds // ENDS), kinds)
        scores = hidden @ self.weights.T + self.offsets + self.penalty[situation]
        best: Ints = scores.argmax(axis=1)
        return best

    def _spans(self, doc: Any, moves: list[int]) -> list[Any]:
        """The entities that a document's moves make."""
        from spacy.tokens import Span

        found, first = [], 0
        for at, clas in enumerate(moves):
            move = self.moves[clas]
            first = at if move in "BU" else first
            if move in "LU":
                found.append(Span(doc, first, at + 1, label=self.labels[self.named[clas]]))
        return found


def _kinds(doc: Any) -> Ints:
    """Whether each token is blank, and whether it is the last of a sentence."""
    said = doc.to_array(["IS_SPACE", "SENT_START"])
    ends = np.append(said[1:, 1] == 1, True)
    kinds: Ints = (said[:, 0] != 0) * SPACE + ends * ENDS
    return kinds


def _living(lengths: list[int]) -> Iterator[int]:
    """How many documents have a token at each step: lengths fall."""
    live = len(lengths)
    for step in range(lengths[0]):
        while lengths[live - 1] <= step:
            live -= 1
        yield live


def can_decide(recogniser: Any) -> bool:
    """Whether a recogniser decides as `Entities` does: greedily, over two layers, with no class left out."""
    attrs, (_, lower, _) = recogniser.model.attrs, recogniser.model.layers
    is_plain = attrs["has_upper"] and not attrs["unseen_classes"] and recogniser.cfg["beam_width"] == 1
    return bool(is_plain and lower.get_dim("nF") == FEATURES and lower.get_dim("nP") > 1)
