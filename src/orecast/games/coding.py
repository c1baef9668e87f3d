"""The coding of the library's games as a page: every statement of every game with its source, from the files."""

from collections.abc import Iterator

from orecast.games.game import Game
from orecast.games.loading import library_names, load_game
from orecast.games.shelf import cited

MARK = "<!-- From here on written by `make docs` from src/orecast/data/games; change the files, not this page. -->"


def coding() -> str:
    """Markdown of all games of the library, statement by statement."""
    return "".join([f"{MARK}\n", *(part for name in library_names() for part in _game(load_game(name)))])


def _game(game: Game) -> Iterator[str]:
    file = game.file
    everyone = load_game(file.name, [party.party for party in file.parties if party.optional])
    yield f"\n## The coding of `{file.name}`\n\n{file.title}. {file.text.strip()}\n"
    yield f"\n{len(game.form.codes)} states of {', '.join(map(game.party_name, game.parties))}; "
    yield f"{len(everyone.form.codes)} with the optional parties. A statement without a source of its own takes "
    yield f"the game's, '{file.source}'.\n\n| kind | statement | source |\n|---|---|---|\n"
    yield from (f"| {kind} | {_cell(said)} | {_cell(source)} |\n" for kind, said, source in cited(game))
    if file.sources:
        yield "\nSources:\n\n" + "".join(f"- {source}\n" for source in file.sources)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
