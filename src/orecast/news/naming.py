"""A place code of a dossier as a reader knows it: 'Chile', 'Krasnoyarsk, Russia', 'occupied Ukraine'."""

from collections.abc import Sequence

from orecast.news import lexicon
from orecast.news.product import Mention


def place_words(code: str, mentions: Sequence[Mention] = ()) -> str:
    """The name of a country, or that of a region with its country; the code itself stands in tables and JSON.

    `mentions`: places of the dossier. A region is called by the article's own word ('Norilsk'), else by the first
    spelling of news_places.csv; one that neither knows by its country alone.
    """
    names = lexicon.country_names()
    if code in names:
        return names[code]
    country = code.partition("-")[0]
    region = _region(code, mentions)
    return ", ".join(filter(None, (region, names.get(country, country))))


def _region(code: str, mentions: Sequence[Mention]) -> str:
    """A region's word; of an adjective ('Siberian') or a longer name the shortest known spelling that begins it."""
    known = [place.spelling for place in lexicon.places().values() if place.code == code]
    said = next((one.text for one in mentions if one.code == code), "")
    if not said:
        return known[0] if known else ""
    return min((spelling for spelling in known if said.startswith(spelling)), key=len, default=said)
