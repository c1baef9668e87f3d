"""The optional parties of a game in section 8: where it settles with them, and what they would do from today."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from orecast.desk.numbers import style_for
from orecast.desk.prose import called, capital, listed
from orecast.desk.sentences import Part, compose
from orecast.desk.tables import Data, Table, numbers, words

if TYPE_CHECKING:
    from orecast.games import Outcome
    from orecast.games.wider import Wider

MOST_STATES = 4
SETTLES = "With {who} taking part it settles most often in the state ‘{change}’: in {share:value} of draws."
NEXT = "From today's state the best move of {who} is to {change} in {best:value} of draws."
STILL = "From today's state {who} has no move that makes it better off, in any draw."
ORDER = "{who} ranks the states alike in every draw."
ABSENT = {
    1: "{who} takes no part here: this run does not hold the events or deals of its moves.",
    2: "{who} take no part here: this run does not hold the events or deals of their moves.",
}


def wider_part(outcome: "Outcome", found: "Wider | None") -> dict[str, Any]:
    """The part of the game's dictionary on its optional parties; a share is {value, unit}.

    `found`: the game with those that the run can weigh (`games.wider`), None without any. `absent`: the others' names.
    """
    optional = [
        one.party for one in outcome.game.file.parties if one.optional and one.party not in outcome.game.parties
    ]
    joined = found.joined if found else ()
    part: dict[str, Any] = {
        "parties": {party: outcome.game.party_name(party) for party in joined},
        "absent": [outcome.game.party_name(party) for party in optional if party not in joined],
        "number_of_states": len(found.game.form.codes) if found else 0,
        "states": _states(found) if found else [],
        "next": [_next(found, party) for party in joined] if found else [],
    }
    part["sentences"] = _sentences(part)
    return part


def _states(found: "Wider") -> list[dict[str, Any]]:
    """The states in which it settles most often, and today's."""
    form, today = found.game.form, found.game.today
    ranked = np.argsort(-found.settles, kind="stable")[:MOST_STATES].tolist()
    shown = [state for state in ranked if found.settles[state] > 0]
    if today is not None and today not in shown:
        shown.append(today)
    return [
        {
            "state": form.vector(state),
            "change": found.game.change(state),
            "settles": {"value": float(found.settles[state]), "unit": "share"},
        }
        for state in shown
    ]


def _next(found: "Wider", party: str) -> dict[str, Any]:
    """The most frequent best move of a party from today; without words where none gains in any draw."""
    game, today = found.game, found.game.today
    assert today is not None
    best = max(found.best_moves(party, today), key=lambda move: move[1], default=(today, 0.0))
    return {
        "party": party,
        "change": game.difference(today, best[0]) if best[1] > 0 else "",
        "best": {"value": best[1], "unit": "share"},
        "is_order": game.aims[game.position(party)].order is not None,
    }


def _sentences(part: Mapping[str, Any]) -> list[list[Part]]:
    """Where it settles, what each would do, and who is not there. Condition: the parties that joined and did not."""
    said: list[list[Part]] = []
    if part["states"]:
        told = {"who": _names(part["parties"].values()), "change": part["states"][0]["change"]}
        said.append(compose(SETTLES, {"share": "game.wider.states.0.settles"}, told))
    for n, one in enumerate(part["next"]):
        who = called(part["parties"][one["party"]])
        told = {"who": who, "change": one["change"]}
        said.append(compose(NEXT if one["change"] else STILL, {"best": f"game.wider.next.{n}.best"}, told))
        if one["is_order"]:
            said.append(compose(ORDER, {}, {"who": capital(who)}))
    if part["absent"]:
        who = capital(_names(part["absent"]))
        said.append(compose(ABSENT[min(len(part["absent"]), 2)], {}, {"who": who}))
    return said


def _names(names: Any) -> str:
    return listed([called(name) for name in names])


def wider_title(part: Mapping[str, Any]) -> str:
    """The heading: 'If China takes part', 'If the European Union and China take part'."""
    verb = "takes" if len(part["parties"]) == 1 else "take"
    return f"If {_names(part['parties'].values())} {verb} part"


def wider_states(data: Data) -> Table:
    """The states shown, with the share of draws in which the game settles in each once the others take part."""
    part, share = data["game"]["wider"], style_for("share", [1.0], together=True)
    rows = [
        (words(capital(one["change"])), numbers(data, [f"game.wider.states.{n}.settles.value"], share))
        for n, one in enumerate(part["states"])
    ]
    who = _names(part["parties"].values())
    caption = f"{len(rows)} of {part['number_of_states']} states with {who}: shares of {data['game']['draws']} draws"
    return Table(caption, ("Against today", "Settles, %"), tuple(rows), frozenset({1}))
