"""The tables on where a game can settle: states, moves and thresholds."""

from orecast.desk.numbers import style_for
from orecast.desk.prose import capital
from orecast.desk.tables import Data, Table, numbers, words

KINDS_MEAN = (
    "Nash: no party gains by moving away alone. General: whoever gains by it can be brought by the others' moves to "
    "where it is no better off; symmetric: and cannot escape from there; sequential: by moves that make those others "
    "better off."
)
MEETING_MEANS = (
    "Weighted mean: draws in which the state lies nearest to what the parties want on average. Nash, "
    "Kalai–Smorodinsky: mean weight in the bargain with the largest product of gains over today, and with equal shares "
    "of each party's largest gain. Better: draws in which nobody is worse off than today and somebody better."
)
KINDS = {"settles": "Settles", "R": "Nash", "SEQ": "Sequential", "SMR": "Symmetric", "GMR": "General"}


def states(data: Data) -> Table:
    """The states shown, with the share of draws in which each holds, by kind of stability."""
    share = style_for("share", [1.0], together=True)
    rows = [
        (
            words(one["letter"]),
            words(capital(one["change"])),
            *(numbers(data, [f"game.states.{n}.{kind}.value"], share) for kind in KINDS),
        )
        for n, one in enumerate(data["game"]["states"])
    ]
    columns = ("", "Against today", *(f"{name}, %" for name in KINDS.values()))
    caption = f"{len(rows)} of {data['game']['number_of_states']} states: shares of {data['game']['draws']} draws"
    return Table(caption, columns, tuple(rows), frozenset(range(2, len(columns))), KINDS_MEAN)


def meeting(data: Data) -> Table | None:
    """States that the compromise or a bargain names; the weighted mean first, since it did best in published tests."""
    met = data["game"]["meeting"]
    if met is None:
        return None
    share = style_for("share", [1.0], together=True)
    kinds = {
        "compromise": "Weighted mean",
        "nash": "Nash",
        "kalai_smorodinsky": "Kalai–Smorodinsky",
        "better": "Better",
    }
    rows = [
        (
            words(capital(one["change"])),
            *(numbers(data, [f"game.meeting.states.{n}.{kind}.value"], share) for kind in kinds),
        )
        for n, one in enumerate(met["states"])
    ]
    columns = ("Against today", *(f"{name}, %" for name in kinds.values()))
    caption = f"States that a compromise or a bargain names, over {data['game']['draws']} draws"
    return Table(caption, columns, tuple(rows), frozenset(range(1, len(columns))), MEETING_MEANS)


def thresholds(data: Data) -> Table | None:
    """Weights at which a party would begin or cease to keep the likeliest state."""
    game = data["game"]
    rows = []
    for n, one in enumerate(game["stays"]):
        for k, flip in enumerate(one["flips"]):
            if flip["flips_at"]["unit"] != "USD":
                continue
            key = f"game.stays.{n}.flips.{k}"
            style = style_for("USD", [flip[name]["value"] for name in ("low", "high", "flips_at")])
            at = numbers(data, [f"{key}.flips_at.value"], style)
            band = numbers(data, [f"{key}.low.value", f"{key}.high.value"], style)
            name = words(flip["words"])
            inside = "yes" if flip["inside"] else "no"
            party = words(game["parties"][one["party"]])
            rows.append((party, name, at, band, words(f"{flip['keeps']}, {style.unit}"), words(inside)))
    if not rows:
        return None
    columns = ("Party", "Worth of", "Turns at", "Range", "It stays", "In range")
    caption = f"What would flip state {game['leading']}: each weight by itself, all others as drawn"
    return Table(caption, columns, tuple(rows), frozenset({2, 3}))
