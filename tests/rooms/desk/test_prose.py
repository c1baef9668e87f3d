"""Every template of the brief is written under its condition, and under no other."""

from typing import Any

import pytest

from orecast.desk import prose
from orecast.desk.selection import timing
from orecast.desk.sentences import plain


def band(low: float | None, middle: float | None, high: float | None) -> dict[str, Any]:
    return {"q05": low, "q50": middle, "q95": high, "unit": "USD/yr"}


GAINS, LOSES, SPANS, NOTHING = band(1e6, 2e6, 3e6), band(-3e6, -2e6, -1e6), band(-1e6, 2e6, 3e6), band(0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("spread", "found"),
    [
        (GAINS, "gains"),
        (LOSES, "loses"),
        (SPANS, "cannot tell"),
        (band(0.0, 1.0, 2.0), "cannot tell"),
        (band(-2.0, -1.0, 0.0), "cannot tell"),
        (NOTHING, "unchanged"),
        (band(None, None, None), "not covered"),
    ],
)
def test_a_band_that_touches_zero_is_never_called_a_gain_or_a_loss(spread: dict[str, Any], found: str) -> None:
    assert prose.verdict(spread) == found


@pytest.mark.parametrize(
    ("spread", "deals", "written"),
    [
        (
            GAINS,
            3,
            (
                "Together the three deals bring the United States USD 2.00 million a year in 2030 "
                "(90 % of draws: USD 1.00 to 3.00 million a year)."
            ),
        ),
        (
            LOSES,
            1,
            (
                "The deal costs the United States USD 2.00 million a year in 2030 "
                "(90 % of draws: USD 1.00 to 3.00 million a year)."
            ),
        ),
        (
            SPANS,
            1,
            (
                "We cannot tell if the deal helps or harms the United States in 2030: "
                "USD −1.00 to 3.00 million a year in 90 % of draws."
            ),
        ),
        (
            NOTHING,
            1,
            "The deal changes nothing for the United States in 2030, in 90 % of draws or more.",
        ),
    ],
)
def test_the_first_sentence_follows_the_band(spread: dict[str, Any], deals: int, written: str) -> None:
    parts = prose.gain_sentence("here", prose.verdict(spread), "United States", 2030, deals)
    assert plain({"here": spread}, parts) == written


def test_a_gap_is_said_to_be_one() -> None:
    parts = prose.gain_sentence("here", "not covered", "China", 2030, 1)
    assert plain({}, parts) == "The statistics do not cover what the deal changes for China."


@pytest.mark.parametrize(
    ("lists", "written"),
    [
        ((["Russia"], [], []), "Russia gains."),
        ((["Russia", "Ukraine"], ["China"], []), "Russia and Ukraine gain; China loses."),
        (([], ["China"], ["European Union"]), "China loses; for the European Union we cannot tell."),
        (([], [], ["China"]), "No other party's result is clear of zero."),
        (([], [], []), ""),
    ],
)
def test_others_are_named_by_their_finding(lists: tuple[list[str], list[str], list[str]], written: str) -> None:
    assert plain({}, prose.others_sentence(*lists)) == written


@pytest.mark.parametrize(
    ("late", "levers", "written"),
    [
        (0, 4, "By 2028, every project and sale delivers in the median draw."),
        (3, 4, "By 2028, 3 of 4 projects and sales deliver nothing in the median draw."),
        (4, 4, "No project or committed sale delivers by 2028 in the median draw."),
        (0, 0, ""),
    ],
)
def test_the_time_of_first_tonnes_is_said_from_counts(late: int, levers: int, written: str) -> None:
    data = {"timing": {"late": late, "levers": levers}}
    assert plain(data, prose.timing_sentence(late, levers, 2028)) == written


@pytest.mark.parametrize(
    ("spread", "begins"),
    [
        (GAINS, "In a cut by the dominant supplier the cover is worth USD 2.00 million"),
        (LOSES, "In a cut by the dominant supplier the deal leaves China USD 2.00 million"),
        (SPANS, "We cannot tell whether the deal insures China"),
        (
            NOTHING,
            "Against a cut by the dominant supplier the deal insures China not at all, in 90 % of draws or more.",
        ),
    ],
)
def test_the_insurance_sentence_follows_the_band(spread: dict[str, Any], begins: str) -> None:
    parts = prose.insurance_sentence("here", prose.verdict(spread), "China", 1)
    assert plain({"here": spread}, parts).startswith(begins)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("United States", "the United States"),
        ("China", "China"),
        ("Rest of the world", "the rest of the world"),
        ("Ukraine (occupied)", "occupied Ukraine"),
    ],
)
def test_a_name_is_called_as_in_a_sentence(name: str, written: str) -> None:
    assert prose.called(name) == written


@pytest.mark.parametrize(
    ("kinds", "occupied", "said", "unsaid"),
    [
        ({"tariff"}, [], "Payments between the parties", "upper bound"),
        ({"project"}, [], "upper bound", "committed"),
        ({"offtake"}, [], "committed, its buyer bears", "upper bound"),
        (set(), ["Ukraine (occupied)"], "Output of occupied Ukraine is credited to no other party.", "committed"),
    ],
)
def test_what_a_net_gain_leaves_out_is_said_where_it_matters(
    kinds: set[str], occupied: list[str], said: str, unsaid: str
) -> None:
    text = " ".join(prose.counted_sentences(kinds, occupied))
    assert text.startswith("Net gain adds")
    assert said in text
    assert unsaid not in text


@pytest.mark.parametrize(
    ("draws", "written"),
    [
        (4, "A trial run: four draws cannot carry a 90 % range, so no finding here is firm."),
        (19, "A trial run: 19 draws cannot carry a 90 % range, so no finding here is firm."),
        (20, ""),
    ],
)
def test_a_run_of_few_draws_is_called_a_trial(draws: int, written: str) -> None:
    assert prose.few_draws_sentence(draws) == written


@pytest.mark.parametrize(
    ("middle", "mean", "written"),
    [
        (
            6.5e7,
            -1.6e8,
            (
                "The United States gains in 77 % of draws, but loses more in others: "
                "the mean of all draws is USD −160 million a year."
            ),
        ),
        (
            -6.5e7,
            1.6e8,
            (
                "The United States gains in only 77 % of draws, but by more: "
                "the mean of all draws is USD 160 million a year."
            ),
        ),
        (6.5e7, 1.6e8, ""),
        (0.0, 1.6e8, ""),
        (6.5e7, None, ""),
    ],
)
def test_a_mean_of_the_other_sign_than_the_median_is_told(middle: float, mean: float | None, written: str) -> None:
    band = {"q05": -2e9, "q50": middle, "q95": 2e9, "mean": mean, "share_positive": 0.77, "unit": "USD/yr"}
    text = plain({"here": band}, prose.lopsided_sentence("here", band, "United States"))
    assert text.replace("\u202f", " ") == written


def test_a_lever_whose_median_is_nothing_in_the_early_year_is_late() -> None:
    years = [{"1": {"q50": 0.0}, "3": {"q50": tonnes}} for tonnes in (0.0, 0.0, 5.0)]
    assert timing([{"years": found} for found in years]) == {"levers": 3, "late": 2, "year": 3}


def driven(kind: str, *, passes: bool = True) -> dict[str, Any]:
    money = {"low": {"value": 1e8, "unit": "USD/yr"}, "high": {"value": 4e8, "unit": "USD/yr"}}
    share, floor = {"value": 0.61, "unit": "share"}, {"value": 0.03, "unit": "share"}
    first = {"kind": kind, "what": "how fast a mine opens", "short": "the mine", "share": share}
    return {"drivers": [first | money] if passes else [], "floor": floor, "restart": []}


@pytest.mark.parametrize(
    ("found", "short", "written"),
    [
        (
            driven("lever"),
            False,
            (
                "61 % of the spread for the United States comes from how fast a mine opens: median USD 100 million a "
                "year in the lowest tenth of it, USD 400 million a year in the highest."
            ),
        ),
        (
            driven("chance"),
            False,
            (
                "61 % of the spread for the United States hangs on how fast a mine opens: median USD 100 million a "
                "year if not, USD 400 million a year if so."
            ),
        ),
        (driven("parameter"), True, "61 % of that spread comes from the mine."),
        (driven("chance"), True, "61 % of that spread hangs on the mine."),
        (
            driven("lever", passes=False),
            False,
            "For the United States no single number moves the result beyond chance (3 % of the spread).",
        ),
        (driven("lever", passes=False), True, "No single number drives that spread."),
    ],
)
def test_the_driver_is_named_with_its_share_or_none_is(found: dict[str, Any], short: bool, written: str) -> None:
    said = prose.driver_sentence("d", found, "United States", short)
    assert plain({"d": found}, said).replace("\u202f", " ") == written


@pytest.mark.parametrize(
    ("found", "written"),
    [
        (driven("chance"), "Under 'mine' 61 % of the spread of that gain hangs on the mine."),
        (driven("lever"), "Under 'mine' 61 % of the spread of that gain comes from the mine."),
        (driven("lever", passes=False), "Under 'mine' no single number drives the spread of that gain."),
    ],
)
def test_each_side_names_its_own_driver(found: dict[str, Any], written: str) -> None:
    said = plain({"here": found}, prose.side_driver_sentence("here", found, "mine"))
    assert said.replace("\u202f", " ") == written


def test_trade_that_restarts_says_how_much_of_it_is_assumed() -> None:
    tonnes = {"low": {"value": 91_000.0, "unit": "t/yr"}, "high": {"value": 273_000.0, "unit": "t/yr"}}
    shares = {"share": {"value": 0.04, "unit": "share"}, "floor": {"value": 0.03, "unit": "share"}}
    names = {"mineral_name": "aluminium", "from": "Russia", "to": "United States", "what": "how much comes back"}
    money = driven("parameter")["drivers"][0] | {"floor": shares["floor"]}
    data = {"trade": names | tonnes | shares | {"who": "China"}, "gain": money}

    def said(gain: tuple[str, dict[str, Any]] | None) -> str:
        return plain(data, prose.restart_sentence("trade", data["trade"], gain)).replace("\u202f", " ")

    assert said(None) == (
        "Trade in aluminium from Russia to the United States restarts on an assumption: nobody has measured how much "
        "comes back. From the lowest to the highest tenth of its range that trade goes from 91 000 t a year to 273 000 "
        "t a year at the median. By itself it carries 4 % of the spread of that trade."
    )
    assert (
        said(("gain", money))
        == said(None)[:-1].replace(
            " at the median",
            " at the median, and what China gains or loses from USD 100 million a year to USD 400 million a year",
        )
        + ", and 61 % of the spread of that result."
    )
    money["share"] = {"value": 0.01, "unit": "share"}
    assert "and no more than chance would (3 %) of the spread of that result." in said(("gain", money))


SHARE = {"unit": "share", "merged_into": ""}
PLACES = {
    "USA": {"name": "United States", "q05": -0.05, "q50": -0.014, "q95": -0.004, **SHARE},
    "RUS": {"name": "Russia", "q05": 0.004, "q50": 0.012, "q95": 0.1, **SHARE},
    "CHN": {"name": "China", "q05": -0.3, "q50": -0.1, "q95": 0.1, **SHARE},
}


@pytest.mark.parametrize(
    ("places", "written"),
    [
        (("USA", "RUS", "CHN"), "Largest fall: the United States (−1\u202f%); largest rise: Russia (1\u202f%)."),
        (("USA", "CHN"), "Largest fall: the United States (−1\u202f%); no rise is clear of zero."),
        (("RUS", "CHN"), "Largest rise: Russia (1\u202f%); no fall is clear of zero."),
        (("CHN",), ""),
    ],
)
def test_only_a_price_change_that_is_clear_of_zero_is_a_largest_one(places: tuple[str, ...], written: str) -> None:
    told = {place: PLACES[place] for place in places}
    assert plain({"map": told}, prose.extremes_sentence("map", told)) == written
