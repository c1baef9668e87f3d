"""From a file to a checked Game: every complaint names the statement by file, line, rule and next step."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from orecast._ground.errors import GameError, LabelError, OrecastError
from orecast._ground.labels import suggestion
from orecast.deals import Deal, load_deal
from orecast.deals.faults import Fault, Schema, hint, sentences, shown
from orecast.deals.labels import labels
from orecast.deals.loading import file_stem
from orecast.deals.numbers import Quantity
from orecast.deals.reading import Document, FileKind, Path_, parse_document, text_of
from orecast.games import schema
from orecast.games.aims import Aim, aims_of
from orecast.games.game import Activation, Game
from orecast.games.rules import form_from, today_of, unknown_party
from orecast.games.schema import GameFile
from orecast.games.statements import Vocabulary, parse, vocabulary

GAME_FILE = FileKind("game", GameError, "orecast play minerals-2025 --copy FILE.yaml")


def library_names() -> tuple[str, ...]:
    """Names of the games that come with Orecast."""
    return tuple(sorted(_library()))


def load_game(name_or_path: str | Path, include: Sequence[str] = ()) -> Game:
    """A game of the library by name, or of a file by path; `include`: optional parties that take part.

    Errors  LabelError for a name that the library does not hold; GameError for a file with a fault.
    """
    path = located(name_or_path)
    read = _kept if path in _library().values() else _read  # a game of the user's may name deal files that change
    return read(text_of(path, GAME_FILE), path, tuple(include))


@lru_cache(maxsize=16)
def _kept(text: str, path: Path, include: tuple[str, ...]) -> Game:
    """A game of the library, read once."""
    return _read(text, path, include)


def _read(text: str, path: Path, include: tuple[str, ...]) -> Game:
    document = parse_document(text, path.name, GAME_FILE)
    file = _checked_file(document)
    if file.name != file_stem(path):
        raise GameError(
            f"{document.where(('name',))}: the game is called '{file.name}', its file '{file_stem(path)}'. The two "
            "agree, so that a result can be traced to its file. Rename one."
        )
    return _game(file, document, path, include)


def located(name_or_path: str | Path) -> Path:
    """The file of a library name, or the path itself."""
    name, known = str(name_or_path), _library()
    if name in known:
        return known[name]
    if Path(name).suffix in (".yaml", ".yml"):
        return Path(name)
    found = suggestion(name, known)
    raise LabelError(
        f"unknown game '{name}' in the library. {found + ' ' if found else ''}A game is one of the library "
        f"({', '.join(sorted(known))}) or the path of a .yaml file. See 'orecast play'."
    )


@cache
def _library() -> dict[str, Path]:
    folder = Path(str(files("orecast") / "data" / "games"))
    return {file_stem(path): path for path in folder.glob("*.yaml")}


def _checked_file(document: Document) -> GameFile:
    version, kind = document.values.get("orecast"), document.values.get("kind")
    if type(version) is not int or version != schema.VERSION:
        raise GameError(
            f"{document.where(('orecast',))}: schema version {shown(version)} is not known. This Orecast reads "
            f"version {schema.VERSION}. Write 'orecast: {schema.VERSION}' as the first line."
        )
    if kind != "game":
        raise GameError(
            f"{document.where(('kind',))}: the kind is {shown(kind)}. A game was asked for. Write 'kind: game', or "
            "weigh a deal with 'orecast brief'."
        )
    try:
        return GameFile.model_validate(document.values)
    except ValidationError as error:
        raise GameError(sentences(error, document, _SCHEMA)) from error


def _game(file: GameFile, document: Document, path: Path, include: Sequence[str]) -> Game:
    _check_parties(file, document)
    playing = _playing(file, document, include)
    fixed = _fixed(file, document, playing)
    form = form_from(file, document, playing, fixed)
    known = vocabulary(form.labels, fixed)
    activations = _activations(file, document, path, known, form.taken)
    found = {aim.party: aim for aim in _aims(file, document, form, known, playing, activations)}
    return Game(
        file=file,
        form=form,
        fixed=fixed,
        activations=activations,
        aims=tuple(found[party] for party in form.parties),
        today=today_of(file, document, form, known),
        known=known,
        document=document,
    )


def _check_parties(file: GameFile, document: Document) -> None:
    """Each party and each of its options stands once, and each party decides something."""
    for n, party in enumerate(file.parties):
        where = document.where(("parties", n))
        if not party.options:
            raise GameError(
                f"{where}: the party '{party.party}' has no option. A party decides something. Give it an option "
                "under 'options', or delete it."
            )
        if party.party in [other.party for other in file.parties[:n]]:
            raise GameError(
                f"{where}: the party '{party.party}' stands twice. A party stands once. Rename or join them."
            )
        names = [one.option for one in party.options]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise GameError(
                f"{where}: the option '{twice}' of '{party.party}' stands twice. An option stands once. Rename one."
            )


def _playing(file: GameFile, document: Document, include: Sequence[str]) -> tuple[str, ...]:
    """Parties that take part: all that are not optional, and those asked for."""
    for name in include:
        if name not in [party.party for party in file.parties]:
            raise unknown_party(name, file, document, ("parties",))
    return tuple(p.party for p in file.parties if not p.optional or p.party in include)


def _fixed(file: GameFile, document: Document, playing: Sequence[str]) -> dict[str, bool]:
    """Options of parties that do not take part, as they stand today."""
    out = [party for party in file.parties if party.party not in playing]
    if out and (file.today is None or file.today.taken is None):
        raise GameError(
            f"{document.where(('today',))}: the party '{out[0].party}' is optional, and today's options are not "
            "listed. Who stays out stays as today. Give 'today' with 'taken'."
        )
    taken = set(file.today.taken or []) if file.today else set()
    return {
        f"{p.party}.{one.option}": bool({f"{p.party}.{one.option}", one.option} & taken)
        for p in out
        for one in p.options
    }


def _activations(
    file: GameFile, document: Document, path: Path, known: Vocabulary, taken: Any
) -> tuple[Activation, ...]:
    """Deals and events with the states in which they are in force."""
    found: list[Activation] = []
    for n, item in enumerate(file.deals):
        kind = "deal" if item.deal else "event"
        deal = _deal(item.name, kind, document, path, ("deals", n, kind))
        where = document.where(("deals", n, "when"))
        held = parse(item.when, known, where).holds(taken)
        if deal.name in [other.deal.name for other in found]:
            raise GameError(
                f"{document.where(('deals', n))}: '{deal.name}' stands twice. A deal stands once, with one 'when'. "
                "Join them with 'or'."
            )
        found.append(Activation(deal, item.when, held))
    return tuple(found)


def _deal(name: str, kind: str, document: Document, path: Path, at: Path_) -> Deal:
    label = str(path.parent / name) if Path(name).suffix in (".yaml", ".yml") else name
    try:
        deal = load_deal(label)
    except OrecastError as error:
        raise GameError(f"{document.where(at)}: {error}") from error
    if deal.kind != kind:
        raise GameError(
            f"{document.where(at)}: '{name}' is of kind {deal.kind}. A deal stands under 'deal', an event under "
            f"'event'. Write '{deal.kind}: {name}'."
        )
    return deal


def _aims(
    file: GameFile,
    document: Document,
    form: Any,
    known: Vocabulary,
    playing: Sequence[str],
    activations: Sequence[Activation],
) -> list[Aim]:
    """What each party that plays wants: exactly one preference a party."""
    said = [preference.party for preference in file.preferences]
    for n, name in enumerate(said):
        if name not in [party.party for party in file.parties]:
            raise unknown_party(name, file, document, ("preferences", n, "party"))
        if name in said[:n]:
            raise GameError(
                f"{document.where(('preferences', n))}: '{name}' has two preferences (the first on line "
                f"{document.line(('preferences', said.index(name)))}). A party ranks the states in one way. Delete one."
            )
    if missing := [name for name in playing if name not in said]:
        raise GameError(
            f"{document.where(('preferences',))}: the party '{missing[0]}' has no preference. Every party ranks the "
            f"states. Add '- {{party: {missing[0]}, by: stakes, terms: [...]}}', or by statements or ranking."
        )
    minerals = {mineral for item in activations for mineral in item.deal.minerals}
    return aims_of(file, document, form, known, playing, minerals, labels())


def _model_at(path: Path_, document: Document) -> type[BaseModel] | None:
    """Model of a mapping of the document."""
    if not path:
        return GameFile
    if path[0] == "preferences" and len(path) == 2:
        values: Mapping[str, Any] = document.values["preferences"][path[1]]
        return schema.PREFERENCES.get(str(values.get("by")))
    if path[-1] == "weight":
        return Quantity
    return _INNER.get(next((str(part) for part in path[::-1] if isinstance(part, str)), ""))


def _tag(fault: Fault) -> str:
    place = fault.path[1] if len(fault.path) > 1 else 0
    given = fault.document.values["preferences"][place].get("by")
    kinds = schema.PREFERENCES
    return f"a preference is by {shown(given)}. Kinds: {', '.join(kinds)}. {hint(given, kinds)}Write 'by: stakes'"


_INNER: dict[str, type[BaseModel]] = {
    "parties": schema.Party,
    "options": schema.Option,
    "never": schema.Rule,
    "always": schema.Rule,
    "irreversible": schema.Irreversible,
    "deals": schema.InForce,
    "terms": schema.Term,
    "today": schema.Today,
}
_SCHEMA = Schema(_model_at, schema.PREFERENCES, {"union_tag_invalid": _tag, "union_tag_not_found": _tag})
