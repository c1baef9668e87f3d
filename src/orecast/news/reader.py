"""Reading: one article in, one Dossier out."""

from collections.abc import Callable
from dataclasses import replace

from orecast._ground.errors import DataError
from orecast.news.actors import actors_in
from orecast.news.comparisons import comparisons_in
from orecast.news.events import events_in
from orecast.news.folding import Paragraph, paragraphs
from orecast.news.intake import Article, article_at
from orecast.news.languages import is_foreign
from orecast.news.mentions import gathered, mineral_mentions, place_mentions
from orecast.news.numbers import numbers_in
from orecast.news.parsing import parsed
from orecast.news.product import Dossier, Fold
from orecast.news.proposals import proposals_in
from orecast.news.speakers import Cast
from orecast.news.speech import claims_in

Reader = Callable[[str, str | None, str], Dossier]
MOST_CHARACTERS = 200_000  # about forty pages: an article has less, and reading takes time in proportion


def read_article(text: str, title: str | None = None, source: str = "text") -> Dossier:
    """What an article says: actors, minerals, places, numbers, comparisons, claims, proposals and dated events.

    Every span indexes `text`. An article about something else gives a dossier without proposals; one in another
    language is not read, and the dossier's notes say so.
    Errors  DataError where the language model is not installed, or the text has more than 200,000 characters.
    """
    require_length(text, source)
    kept, folds = paragraphs(text)
    title = title or next((text[slice(*one.span)] for one in kept if one.headline), None)
    if (language := is_foreign(text)) is not None:
        note = f"the article seems to be in {language.name}; the rules read English only. Translate it, then read it"
        return Dossier(text, title, source, folds=folds, notes=(note,))
    return _read(text, title, source, kept, folds)


def read_from(given: str) -> Dossier:
    """The dossier of the article at a path, at an http(s) address, or on standard input ('-').

    Errors  DataError for what cannot be read (`article_at`).
    """
    return dossier_of(article_at(given), read_article)


def dossier_of(article: Article, reader: Reader) -> Dossier:
    """The dossier that a reader makes of an article, with what the intake noted."""
    found = reader(article.text, article.title, article.source)
    return replace(found, notes=(*article.notes, *found.notes), extracted=article.extracted)


def require_length(text: str, source: str) -> None:
    """Errors: DataError for a text that is longer than an article is."""
    if len(text) > MOST_CHARACTERS:
        raise DataError(
            f"'{source}' has {len(text):,} characters; an article has at most {MOST_CHARACTERS:,}. Cut it to the "
            "article."
        )


def _read(text: str, title: str | None, source: str, kept: tuple[Paragraph, ...], folds: tuple[Fold, ...]) -> Dossier:
    sentences = list(parsed(text, kept))
    named, actors = actors_in(text, sentences)
    cast = Cast(text, tuple(named))
    places, minerals = place_mentions(text, sentences), mineral_mentions(text, sentences)
    claims = tuple(claims_in(sentences, cast))
    voices = {claim.span: claim.speaker for claim in claims}
    return Dossier(
        text,
        title,
        source,
        actors,
        gathered(minerals, is_place=False),
        gathered(places, is_place=True),
        tuple(number for sentence in sentences for number in numbers_in(text, sentence.span)),
        tuple(comparisons_in(sentences, cast)),
        claims,
        tuple(proposals_in(sentences, cast, places, minerals, voices)),
        tuple(events_in(sentences)),
        folds,
        tuple(sentence.span for sentence in sentences),
    )
