"""A small graph of moves between states, which prints in grey: letters in circles, a line style for each party."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from orecast.desk.drawing import ACCENT_PALE, INK, MUTED, PAPER, at_each_width
from orecast.desk.numbers import point
from orecast.desk.vega import Spec, end, inline, layers, mark, number, pixels, word

DASHES: tuple[list[int], ...] = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [1, 4])
STYLES = ("solid line", "dashes", "dots", "dashes and dots", "wide dots")
RADIUS = 17  # pixels of a state's circle
APART = 6  # pixels between the lines of two moves that lead to and fro
MOST_MOVES = 10
Row = dict[str, Any]


def move_graph(game: Mapping[str, Any], name: str) -> dict[str, str] | None:
    """SVG of the moves between the states shown, at each width; none where there is nothing to draw.

    A circle holds a state's letter, beside it the share of draws in which the game settles there; an arrow is a move of
    one party, with the share of draws in which it improves its mover.
    """
    first = {one["letter"] for one in game["states"] if one["is_today"]} | {game["leading"]}
    moves = sorted(game["moves"], key=lambda move: (move["before"] not in first, -move["improves"]["value"]))[
        :MOST_MOVES
    ]
    if not moves:
        return None

    def draw(width: int) -> Spec:
        height = 300 if width > 400 else 320
        places = _places([one["letter"] for one in game["states"]], width, height)
        arrows = [_arrow(move, places, list(game["parties"])) for move in moves]
        marks = [*_lines(arrows, width, height), *_states(game["states"], places, width, height)]
        return layers(marks, width=width, height=height)

    return at_each_width(
        draw, name, "Moves between the states shown, by party, with the share of draws in which each improves"
    )


def line_styles(game: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(party, style of its lines) for the words under the graph."""
    moving = [party for party in game["parties"] if any(move["party"] == party for move in game["moves"])]
    styles = dict(zip(game["parties"], STYLES, strict=False))
    return [(game["parties"][party], styles.get(party, STYLES[-1])) for party in moving]


def _places(letters: Sequence[str], width: int, height: int) -> dict[str, tuple[float, float]]:
    """The first state on the left, the others round an ellipse."""
    found = {}
    for n, letter in enumerate(letters):
        angle = math.pi + 2 * math.pi * n / len(letters)
        found[letter] = (
            width / 2 + (width / 2 - 70) * math.cos(angle),
            height / 2 + (height / 2 - 42) * math.sin(angle),
        )
    return found


def _arrow(move: Mapping[str, Any], places: Mapping[str, tuple[float, float]], parties: Sequence[str]) -> Row:
    """One move as a line between the rims of two circles, set off to its left so that to and fro stay apart."""
    (x, y), (x2, y2) = places[move["before"]], places[move["after"]]
    length = math.hypot(x2 - x, y2 - y) or 1.0
    along, across = ((x2 - x) / length, (y2 - y) / length), (-(y2 - y) / length, (x2 - x) / length)
    start = (x + along[0] * RADIUS + across[0] * APART, y + along[1] * RADIUS + across[1] * APART)
    end = (x2 - along[0] * (RADIUS + 7) + across[0] * APART, y2 - along[1] * (RADIUS + 7) + across[1] * APART)
    at = 0.36
    return {
        "x": start[0],
        "y": start[1],
        "x2": end[0],
        "y2": end[1],
        "angle": math.degrees(math.atan2(along[1], along[0])) + 90,
        "party": str(min(parties.index(move["party"]), len(DASHES) - 1)),
        "label": point(move["improves"]["value"], "chance"),
        "label_x": start[0] + (end[0] - start[0]) * at + across[0] * 11,
        "label_y": start[1] + (end[1] - start[1]) * at + across[1] * 11,
    }


def _lines(arrows: Sequence[Row], width: int, height: int) -> list[Spec]:
    data, across, down = inline(list(arrows)), [0, width], [height, 0]
    styles = {"domain": [str(n) for n in range(len(DASHES))], "range": list(DASHES)}
    ends = {"x": pixels("x", across), "y": pixels("y", down), "x2": end("x2"), "y2": end("y2")}
    dashes = {"strokeDash": word("party", scale=styles, legend=None)}
    turned = {"angle": number("angle", scale={"domain": [0, 360], "range": [0, 360]})}
    tip = {"x": pixels("x2", across), "y": pixels("y2", down), **turned}
    label = {"x": pixels("label_x", across), "y": pixels("label_y", down), "text": word("label")}
    return [
        mark("rule", {**ends, **dashes}, data, color=INK, strokeWidth=1.3),
        mark("point", tip, data, shape="triangle", filled=True, size=60, color=INK, opacity=1),
        *_with_ground(label, data, fontSize=10.5, color=MUTED),
    ]


def _with_ground(encoding: Spec, data: Spec, **text: Any) -> list[Spec]:
    """Text on a ground of paper, so that a line behind it does not strike it out."""
    ground = {**text, "color": PAPER, "stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
    return [mark("text", encoding, data, **ground), mark("text", encoding, data, **text)]


def _states(states: Sequence[Mapping[str, Any]], places: Mapping[str, Any], width: int, height: int) -> list[Spec]:
    rows = [
        {
            "x": places[one["letter"]][0],
            "y": places[one["letter"]][1],
            "below_y": places[one["letter"]][1] + (RADIUS + 11) * (1 if places[one["letter"]][1] >= height / 2 else -1),
            "letter": one["letter"],
            "below": ("today, " if one["is_today"] else "") + point(one["settles"]["value"], "chance"),
            "fill": ACCENT_PALE if one["settles"]["value"] > 0 else PAPER,
        }
        for one in states
    ]
    data, down = inline(rows), [height, 0]
    at = {"x": pixels("x", [0, width]), "y": pixels("y", down)}
    looks: Spec = {"size": math.pi * RADIUS**2, "opacity": 1, "strokeWidth": 1.4, "stroke": INK, "filled": False}
    outside = {**at, "y": pixels("below_y", down), "text": word("below")}
    return [
        mark("point", {**at, "fill": word("fill", scale=None)}, data, **looks),
        mark("text", {**at, "text": word("letter")}, data, fontSize=13, fontWeight=600),
        *_with_ground(outside, data, fontSize=11),
    ]
