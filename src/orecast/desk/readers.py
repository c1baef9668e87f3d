"""Which reader a command uses: the rules, or a language model that the user configured and agreed to send to."""

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from orecast.news import Dossier

Name = Literal["rules", "llm"]


def reader_named(name: Name, send: bool, quiet: bool = False) -> Any:
    """The reader of that name; `llm` tells on stderr what is sent where, before it is sent.

    Errors  DataError where no language model is configured.
    """
    from orecast.desk import terminal
    from orecast.news import read_article

    if name == "rules":
        return read_article
    from orecast.news.asking import endpoint
    from orecast.news.llm import llm_reader

    return llm_reader(endpoint(), send, lambda said: terminal.messages(quiet).print(said, markup=False))


def dossier_from(article: str, reader: Name, send: bool) -> "Dossier":
    """The dossier of the article at a place, by the reader of that name. Errors: as `article_at` and `reader_named`."""
    from orecast.news import article_at, dossier_of

    made = reader_named(reader, send)
    return dossier_of(article_at(article), made)
