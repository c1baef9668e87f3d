"""The sentences on where a game can settle: a template each, and the condition under which it is written.

They say shares of draws and nothing beyond: no state is called likely, no party said to want what it was not asked.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from orecast.desk.prose import called, capital
from orecast.desk.sentences import Part, compose

MEANING = (
    "A game settles in a state where no party gains by moving away alone, and to which moves that each improve their "
    "mover lead from today."
)
SETTLES = "In {share:value} of draws it settles in state {letter} ({change})."
NOWHERE = "In {nowhere:value} of draws it settles nowhere, in {several:value} in more than one state."
PATH = {
    "stays": "No path does better than standing still: today's state holds in {share:value} of draws.",
    "moves": "The most probable path from today: {steps}. Each move improves its mover, and the end holds, in "
    "{share:value} of draws.",
    "none": "No path of improving moves ends in a state that holds, in any draw.",
}  # fmt: skip
STAYS = "{who} stays in state {letter} in {now:value} of draws"
FLIPS = {
    "leaves": "; it leaves in most draws where {what} is worth {side} than {at:value} to it (range {low:value} to "
    "{high:value}).",
    "stays": "; it stays in most draws where {what} is worth {side} than {at:value} to it (range {low:value} to "
    "{high:value}).",
    "outside": "; no single weight, held at a value within its range, turns that.",
    "order": ".",
    "cannot": "; it has no move from there.",
}  # fmt: skip
NEXT = (
    "From state {letter} the best move of {who} is to {change} ({best:value} of draws)",
    "that of {who} to {change} ({best:value})",
)
HINGE = {
    "some": "Whether it settles in state {letter} hangs most on {key}: it does in {low:value} of draws in the lowest "
    "tenth of that, in {high:value} in the highest.",
    "lot": "Whether it settles in state {letter} hangs most on {key}: it does in {low:value} of draws if not, in "
    "{high:value} if so.",
    "none": "No single number moves the share of state {letter} beyond what chance would.",
}  # fmt: skip
WEIGHTS = (
    "Of the {number} weights {judgement} are judgement: nobody has published them, and every share here follows from "
    "their ranges."
)
MEETS = (
    "The weighted mean of what the parties want, each party counting alike, lies nearest to {change} in {share:value} "
    "of draws. A bargain that leaves no party worse off than today, and some better, exists in {possible:value} of "
    "draws."
)
PAYS = (
    "For every party to stay in that state rather than today's or its own best move, money must change hands: at the "
    "median {who}. In {affordable:value} of draws the parties can raise that among themselves; in the others money "
    "from outside is needed."
)
HALF = 0.5
MOST_STATES = 3


def sentences(game: Mapping[str, Any]) -> dict[str, list[list[Part]]]:
    """Sentences by part of the section: settles, path, stays, next, hinge, weights."""
    counted = {name: str(value) for name, value in game["weights"].items()}
    return {
        "settles": _settles(game),
        "path": [_path(game)] if game["has_today"] else [],
        "stays": [_stay(game, n, one) for n, one in enumerate(game["stays"])],
        "next": _next(game),
        "meeting": _meets(game),
        "hinge": [_hinge(game)] if game["draws"] > 1 else [],
        "weights": [compose(WEIGHTS, {}, counted)] if game["weights"]["number"] else [],
    }


def _settles(game: Mapping[str, Any]) -> list[list[Part]]:
    """The states in which it settles most often. Condition: it settles there in some draw."""
    ranked = sorted(enumerate(game["states"]), key=lambda item: -item[1]["settles"]["value"])
    found = [
        compose(SETTLES, {"share": f"game.states.{n}.settles"}, {"letter": one["letter"], "change": one["change"]})
        for n, one in ranked[:MOST_STATES]
        if one["settles"]["value"] > 0
    ]
    return [*found, compose(NOWHERE, {"nowhere": "game.nowhere", "several": "game.several"}, {})]


def _path(game: Mapping[str, Any]) -> list[Part]:
    """How one gets there. Condition: whether the most probable path has steps, or there is none."""
    path = game["path"]
    if path is None:
        return compose(PATH["none"], {}, {})
    steps = [f"{called(game['parties'][step['party']])}: {step['change']}" for step in path["steps"]]
    return compose(PATH["moves" if steps else "stays"], {"share": "game.path.share"}, {"steps": "; then ".join(steps)})


def _stay(game: Mapping[str, Any], n: int, one: Mapping[str, Any]) -> list[Part]:
    """How often a party keeps the likeliest state, and the weight that turns it.

    Condition  the weight in dollars whose value is nearest to its mode and inside its range; that there is none; or
    that the party cannot move.
    """
    words = {"who": capital(called(game["parties"][one["party"]])), "letter": one["state"]}
    head = compose(STAYS, {"now": f"game.stays.{n}.share"}, words)
    if not one["can_move"]:
        return [*head, *compose(FLIPS["cannot"], {}, {})]
    if not one["weighs"]:
        return [*head, *compose(FLIPS["order"], {}, {})]
    inside = [k for k, flip in enumerate(one["flips"]) if flip["inside"] and flip["flips_at"]["unit"] == "USD"]
    if not inside:
        return [*head, *compose(FLIPS["outside"], {}, {})]
    flip, key = one["flips"][inside[0]], f"game.stays.{n}.flips.{inside[0]}"
    stays = one["share"]["value"] < HALF
    more = (flip["keeps"] == "above") == stays
    keys = {"at": f"{key}.flips_at", "low": f"{key}.low", "high": f"{key}.high"}
    told = {"what": f"‘{flip['words']}’", "side": "more" if more else "less"}
    return [*head, *compose(FLIPS["stays" if stays else "leaves"], keys, told)]


def _leading_moves(game: Mapping[str, Any]) -> Sequence[tuple[int, Mapping[str, Any]]]:
    """The most frequent best move of each party that has one."""
    first: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for n, one in enumerate(game["next"]):
        first.setdefault(one["party"], (n, one))
    return list(first.values())


def _next(game: Mapping[str, Any]) -> list[list[Part]]:
    """What each party would do next, in one sentence. Condition: some move of its own is its best in some draw."""
    said: list[Part] = []
    for n, one in _leading_moves(game):
        words = {"letter": game["leading"], "who": called(game["parties"][one["party"]]), "change": one["change"]}
        said += [{"words": ", "}] if said else []
        said += compose(NEXT[1 if said else 0], {"best": f"game.next.{n}.best"}, words)
    return [[*said, {"words": "."}]] if said else []


def _meets(game: Mapping[str, Any]) -> list[list[Part]]:
    """Where the parties could meet and what it would cost. Condition: every party weighs dollars."""
    met = game["meeting"]
    if met is None:
        return []
    keys = {"share": "game.meeting.states.0.compromise", "possible": "game.meeting.possible"}
    first = compose(MEETS, keys, {"change": f"the state ‘{met['states'][0]['change']}’"})
    said: list[Part] = []
    for n, one in enumerate(met["payments"]):
        form = "receives {pay:size}" if one["q50"] >= 0 else "pays {pay:size}"
        words = {"who": called(game["parties"][one["party"]])}
        said += [{"words": ", "}] if said else []
        said += compose("{who} " + form, {"pay": f"game.meeting.payments.{n}"}, words)
    before, after = PAYS.split("{who}")
    return [first, [*compose(before, {}, {}), *said, *compose(after, {"affordable": "game.meeting.affordable"}, {})]]


def _hinge(game: Mapping[str, Any]) -> list[Part]:
    """What the largest share hangs on. Condition: a number whose share of the variance passes the noise floor."""
    if not game["hinges"]:
        return compose(HINGE["none"], {}, {"letter": game["leading"]})
    first, keys = game["hinges"][0], {"low": "game.hinges.0.low_end", "high": "game.hinges.0.high_end"}
    form = "lot" if first["kind"] == "chance" else "some"
    return compose(HINGE[form], keys, {"key": first["words"], "letter": game["leading"]})
