"""The library of games: what comes with Orecast, listed and copied to be edited."""

import re
from dataclasses import dataclass
from pathlib import Path

from orecast.games.game import Game
from orecast.games.loading import library_names, load_game, located


@dataclass(frozen=True)
class Entry:
    """One line of the library: what `orecast play` prints."""

    name: str
    title: str
    date: str
    parties: tuple[str, ...]
    optional: tuple[str, ...]
    options: int
    states: int
    deals: tuple[str, ...]
    judgements: int
    statements: int


def library() -> tuple[Entry, ...]:
    """Games that come with Orecast, by name."""
    return tuple(_entry(load_game(name)) for name in library_names())


def _entry(game: Game) -> Entry:
    file = game.file
    sources = [source for _, _, source in cited(game)]
    return Entry(
        name=file.name,
        title=file.title,
        date=file.date.isoformat() if file.date else "",
        parties=game.parties,
        optional=tuple(party.party for party in file.parties if party.optional),
        options=len(game.form.labels),
        states=len(game.form.codes),
        deals=tuple(item.name for item in file.deals),
        judgements=sum(is_judgement(source) for source in sources),
        statements=len(sources),
    )


def is_judgement(source: str) -> bool:
    """Whether a source says that nobody has published what it stands for."""
    return source.casefold().startswith("judgement")


def cited(game: Game) -> list[tuple[str, str, str]]:
    """Every statement of a game: its kind, what it says, and its source (its own or the game's)."""
    file = game.file
    found = [
        ("option", f"{party.party}.{one.option}: {one.text or one.option}", one.source or party.source)
        for party in file.parties
        for one in party.options
    ]
    for kind, rules in (("never", file.never), ("always", file.always)):
        found += [(kind, _with(rule.statement, rule.reason), rule.source) for rule in rules]
    for item in file.irreversible:
        said = f"{item.option} once {item.once}" if item.option else f"{item.party} from '{item.from_}' to '{item.to}'"
        found.append(("irreversible", _with(said, item.reason), item.source))
    found += [("in force", f"{item.name} when {item.when}", item.source) for item in file.deals]
    for preference in file.preferences:
        for said, source in _wants(preference):
            found.append((f"preference of {preference.party}", said, source or preference.source))
    if file.today is not None:
        stands = file.today.state or ", ".join(file.today.taken or []) or "nothing taken"
        found.append(("today", stands, file.today.source))
    return [(kind, said, source or file.source) for kind, said, source in found]


def _with(statement: str, reason: str) -> str:
    return f"{statement} ({reason})" if reason else statement


def _wants(preference: object) -> list[tuple[str, str | None]]:
    """What a preference says, one statement or weight each, with its own source."""
    terms = getattr(preference, "terms", None)
    if terms is None:
        said = getattr(preference, "statements", None) or getattr(preference, "ranking", [])
        return [(f"{n}. {text}", None) for n, text in enumerate(said, start=1)]
    found = []
    for term in terms:
        low, mode, high = term.weight.low, term.weight.mode, term.weight.high
        size = f"{mode:g}" if low == high else f"{low:g} to {high:g}, most likely {mode:g}"
        found.append((_with(f"{term.label}: {size} USD", term.reason), term.source))
    return found


def copied(name_or_path: str | Path, name: str) -> str:
    """The text of a game under another name, to be edited."""
    text = located(name_or_path).read_text(encoding="utf-8")
    return re.sub(r"^name: .*$", f"name: {name}", text, count=1, flags=re.MULTILINE)
