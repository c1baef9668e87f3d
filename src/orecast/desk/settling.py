"""Where the game of some deals can settle, as plain values: states, moves, thresholds, and the sentences on them.

Every number comes from the games room; nothing is computed here.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from orecast.desk import settling_prose as prose
from orecast.desk.prose import called
from orecast.desk.settling_wider import wider_part
from orecast.games.telling import replies, shown_states, vector

if TYPE_CHECKING:
    from orecast.games import Game, Outcome
    from orecast.games.wider import Wider

KINDS = ("R", "GMR", "SMR", "SEQ")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_AGREED = 4
FEWEST = 0.05  # share of draws from which on a move is drawn


def game_of(deals: Sequence[Any]) -> "Game | None":
    """The game of the library all of whose deals are among these, the one with most of them; None where none is."""
    from orecast.games import library_names, load_game

    names = {deal.name for deal in deals}
    games = [load_game(name) for name in library_names()]
    fitting = [game for game in games if game.deals and not game.events and {d.name for d in game.deals} <= names]
    return max(fitting, key=lambda game: len(game.deals), default=None)


def settling(outcome: "Outcome", deals: Sequence[Any] = (), wide: "Wider | None" = None) -> dict[str, Any]:
    """The game's part of a brief's dictionary. A number is {value, unit}; None where there is none.

    `deals`: those of the brief; the ones that are no part of the game are named. `wide`: with optional parties.
    """
    game, shown = outcome.game, shown_states(outcome)
    letters = {vector(outcome, state): LETTERS[n] for n, state in enumerate(shown)}
    all_tables = outcome.tables()
    found: dict[str, Any] = {
        "name": game.name,
        "title": game.file.title,
        "text": game.file.text,
        "draws": outcome.draws,
        "has_today": game.today is not None,
        "parties": {party: game.party_name(party) for party in game.parties},
        "wider": wider_part(outcome, wide),
        "left_out": [deal.title for deal in deals if deal.name not in {own.name for own in game.deals}],
        "states": [_state(row, letters) for row in _ordered(all_tables["states"], letters)],
        "number_of_states": len(game.form.codes),
        "nowhere": _share(outcome.nowhere),
        "several": _share(outcome.several),
        "moves": [_move(row, letters) for row in all_tables["moves"] if row["improves"] >= FEWEST],
        "path": _path(outcome, letters),
        "stays": _stays(outcome, all_tables["flips"], letters),
        "next": [_reply(row, outcome, letters) for row in replies(outcome, outcome.leading)],
        "hinges": [_hinge(row, game) for row in all_tables["hinges"]],
        "weights": {"number": len(game.weights), "judgement": sum(part.is_judgement for part in game.weights)},
        "meeting": _meeting(all_tables),
        "leading": letters[vector(outcome, outcome.leading)],
    }
    found["sentences"] = prose.sentences(found)
    return found


def _meeting(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any] | None:
    """States that a compromise or a bargain names, and the cheapest payment for the first of them."""
    if not found["agreements"]:
        return None
    kinds = ("compromise", "nash", "kalai_smorodinsky", "better")
    states = [
        {"state": row["state"], "change": row["change"], **{kind: _share(row[kind]) for kind in kinds}}
        for row in found["agreements"][:MOST_AGREED]
    ]
    payments = [
        {"party": row["party"], **{name: row[name] for name in ("q05", "q50", "q95", "unit")}}
        for row in found["payments"]
    ]
    bargains = {row["answer"]: row["share"] for row in found["gains"]}
    return {
        "states": states,
        "payments": payments,
        "affordable": _share(found["payments"][0]["affordable"]),
        "possible": _share(bargains["Nash"]),
    }


def _share(value: float | None) -> dict[str, Any]:
    return {"value": value, "unit": "share"}


def _ordered(rows: Sequence[Mapping[str, Any]], letters: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """Rows of the states with a letter, in the order of the letters."""
    return sorted((row for row in rows if row["state"] in letters), key=lambda row: letters[row["state"]])


def _state(row: Mapping[str, Any], letters: Mapping[str, str]) -> dict[str, Any]:
    told = {name: row[name] for name in ("state", "words", "change", "in_force", "is_today", "any_moves")}
    shares = {name: _share(row[name]) for name in ("settles", "reached", *KINDS)}
    return {"letter": letters[row["state"]], **told, **shares}


def _move(row: Mapping[str, Any], letters: Mapping[str, str]) -> dict[str, Any]:
    return {
        "before": letters[row["before"]],
        "after": letters[row["after"]],
        "party": row["party"],
        "improves": _share(row["improves"]),
    }


def _path(outcome: "Outcome", letters: Mapping[str, str]) -> dict[str, Any] | None:
    """Steps of the most probable path from today, with the share of draws in which all of it holds."""
    found, game = outcome.path, outcome.game
    if found is None:
        return None
    steps = [
        {
            "party": game.parties[step.party],
            "change": game.difference(step.before, step.after),
            "after": letters[vector(outcome, step.after)],
            "share": _share(step.share),
        }
        for step in found.steps
    ]
    return {"share": _share(found.share), "steps": steps, "is_surest": found.is_surest}


def _stays(outcome: "Outcome", rows: Sequence[Mapping[str, Any]], letters: Mapping[str, str]) -> list[dict[str, Any]]:
    """For each party, how often it keeps the likeliest state, and the weights at which that turns."""
    game, state = outcome.game, outcome.leading
    found = []
    for n, party in enumerate(game.parties):
        flips = [_flip(row, game) for row in rows if row["party"] == party]
        share = float(outcome.stable["R"][:, n, state].mean())
        can_move = bool(len(game.form.moves(n, state)))
        found.append(
            {
                "party": party,
                "state": letters[vector(outcome, state)],
                "share": _share(share),
                "can_move": can_move,
                "weighs": bool(outcome.weighed[party]),
                "flips": flips,
            }
        )
    return found


def _flip(row: Mapping[str, Any], game: "Game") -> dict[str, Any]:
    numbers = {name: {"value": row[name], "unit": row["unit"]} for name in ("low", "mode", "high", "flips_at")}
    return {
        "key": row["key"],
        "words": game.spoken(row["key"]),
        "label": row["key"].split("/", 1)[1],
        **numbers,
        "keeps": row["keeps"],
        "inside": row["inside"],
    }


def _reply(row: Mapping[str, Any], outcome: "Outcome", letters: Mapping[str, str]) -> dict[str, Any]:
    game = outcome.game
    before, after = (game.form.state(row[name]) for name in ("before", "after"))
    return {
        "party": row["party"],
        "change": game.difference(before, after),
        "after": letters.get(row["after"], ""),
        "best": _share(row["best"]),
        "improves": _share(row["improves"]),
    }


def _hinge(row: Mapping[str, Any], game: "Game") -> dict[str, Any]:
    crosses = None if row["crosses"] != row["crosses"] else row["crosses"]
    shares = {name: _share(row[name]) for name in ("variance", "floor", "low_end", "high_end")}
    words = row["key"]
    if row["kind"] == "weight":
        who = called(game.party_name(row["key"].split("/")[0]))
        words = f"what ‘{game.spoken(row['key'])}’ is worth to {who}"
    return {
        "key": row["key"],
        "words": words,
        "kind": row["kind"],
        **shares,
        "crosses": {"value": crosses, "unit": row["unit"]},
    }
