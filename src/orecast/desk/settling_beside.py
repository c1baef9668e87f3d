"""Where the game of some deals can settle under two sets of assumptions: the share of draws on either side."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from orecast.desk.numbers import style_for
from orecast.desk.prose import capital
from orecast.desk.sentences import Part, compose
from orecast.desk.tables import Data, Table, numbers, words
from orecast.games.telling import vector

if TYPE_CHECKING:
    from orecast.games import Outcome

SIDES = ("left", "right")
MOST_STATES = 4  # the leading states of either side; today stands beside them
LEADS = {
    "both": (
        "Under either set it settles most often in the state ‘{left_change}’: in {left:value} of draws under "
        "'{left_name}', in {right:value} under '{right_name}'."
    ),
    "apart": (
        "Under '{left_name}' it settles most often in the state ‘{left_change}’ ({left:value} of draws), under "
        "'{right_name}' in ‘{right_change}’ ({right:value})."
    ),
}


def settling_beside(left: "Outcome | None", right: "Outcome | None", names: Mapping[str, str]) -> dict[str, Any] | None:
    """The game's part of the dictionary of two sides; None where their deals are those of no game.

    A share is {value, unit}. `differs`: draws in which the game settles in the state on one side only. `names`: what
    the sides are called.
    """
    if left is None or right is None:
        return None
    found = {
        "name": left.game.name,
        "title": left.game.file.title,
        "number_of_states": len(left.game.form.codes),
        "states": [_state(left, right, state) for state in _shown(left, right)],
        "nowhere": {side: _share(one.nowhere) for side, one in zip(SIDES, (left, right), strict=True)},
    }
    found["sentences"] = [_leads(found, names)]
    return found


def _shown(left: "Outcome", right: "Outcome") -> list[int]:
    """Today, then the states in which the game settles most often on the side where it does so more often."""
    larger = np.maximum(left.settles, right.settles)
    ranked = np.argsort(-larger, kind="stable")[:MOST_STATES].tolist()
    today = [] if left.game.today is None else [left.game.today]
    leads = [left.leading, right.leading]
    return list(dict.fromkeys([*today, *leads, *(state for state in ranked if larger[state] > 0)]))


def _state(left: "Outcome", right: "Outcome", state: int) -> dict[str, Any]:
    shares = {side: _share(float(one.settles[state])) for side, one in zip(SIDES, (left, right), strict=True)}
    differs = float((left.settled[:, state] != right.settled[:, state]).mean())
    leads = {f"leads_{side}": state == one.leading for side, one in zip(SIDES, (left, right), strict=True)}
    said = {"state": vector(left, state), "change": left.game.change(state)}
    return {**said, **shares, "differs": _share(differs), **leads}


def _share(value: float) -> dict[str, Any]:
    return {"value": value, "unit": "share"}


def _leads(game: Mapping[str, Any], names: Mapping[str, str]) -> list[Part]:
    """The state in which either side settles most often. Condition: whether it is one state or two."""
    at = {side: next(n for n, one in enumerate(game["states"]) if one[f"leads_{side}"]) for side in SIDES}
    told = {f"{side}_change": game["states"][n]["change"] for side, n in at.items()}
    told |= {f"{side}_name": names[side] for side in SIDES}
    keys = {side: f"game.states.{n}.{side}" for side, n in at.items()}
    return compose(LEADS["both" if at["left"] == at["right"] else "apart"], keys, told)


def settles(data: Data) -> Table:
    """The states shown: share of draws on either side, and draws in which only one side settles there."""
    share = style_for("share", [1.0], together=True)
    columns = (*SIDES, "differs")
    rows = [
        (
            words(capital(one["change"])),
            *(numbers(data, [f"game.states.{n}.{column}.value"], share) for column in columns),
        )
        for n, one in enumerate(data["game"]["states"])
    ]
    nowhere = [numbers(data, [f"game.nowhere.{side}.value"], share) for side in SIDES]
    rows.append((words("Nowhere"), *nowhere, words("–")))
    heads = ("Against today", *(f"{data['sides'][side]['name']}, %" for side in SIDES), "On one side only, %")
    caption = f"{len(rows) - 1} of {data['game']['number_of_states']} states: shares of draws in which the game settles"
    return Table(caption, heads, tuple(rows), frozenset({1, 2, 3}))
