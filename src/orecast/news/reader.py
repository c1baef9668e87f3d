"""Reading: one article in, one Dossier out."""

from orecast.news.actors import actors_in
from orecast.news.comparisons import comparisons_in
from orecast.news.events import events_in
from orecast.news.folding import paragraphs
from orecast.news.mentions import gathered, mineral_mentions, place_mentions
from orecast.news.numbers import numbers_in
from orecast.news.parsing import parsed
from orecast.news.product import Dossier
from orecast.news.proposals import proposals_in
from orecast.news.speakers import Cast
from orecast.news.speech import claims_in


def read_article(text: str, title: str | None = None, source: str = "text") -> Dossier:
    """What an article says: actors, minerals, places, numbers, comparisons, claims, proposals and dated events.

    Every span indexes `text`. An article about something else gives a dossier without proposals.
    Errors  DataError where the language model is not installed.
    """
    kept, folds = paragraphs(text)
    sentences = list(parsed(text, kept))
    named, actors = actors_in(text, sentences)
    cast = Cast(text, tuple(named))
    places, minerals = place_mentions(text, sentences), mineral_mentions(text, sentences)
    claims = tuple(claims_in(sentences, cast))
    voices = {claim.span: claim.speaker for claim in claims}
    return Dossier(
        text,
        title or next((text[slice(*one.span)] for one in kept if one.headline), None),
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
