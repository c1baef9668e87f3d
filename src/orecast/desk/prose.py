"""Every sentence of the brief that carries a finding: a template, and the condition under which it is written.

A finding is called by its 90 % band (q05 to q95). A band that spans zero is never called a gain or a loss: the
sentence says that it cannot tell. `sentences.compose` puts the numbers in; nothing here holds or changes one.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from orecast.desk.sentences import Part, compose

Verdict = Literal["gains", "loses", "cannot tell", "unchanged", "not covered"]

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WITH_ARTICLE = ("united ", "european union", "rest of", "netherlands", "philippines", "democratic republic", "other ")


def verdict(spread: Mapping[str, Any]) -> Verdict:
    """What a band says: gains if q05 > 0, loses if q95 < 0, unchanged if all three are 0, else cannot tell."""
    low, middle, high = spread["q05"], spread["q50"], spread["q95"]
    if low is None or middle is None or high is None:
        return "not covered"
    if low == middle == high == 0:
        return "unchanged"
    if low > 0:
        return "gains"
    return "loses" if high < 0 else "cannot tell"


def called(name: str) -> str:
    """A name as it stands inside a sentence: 'the United States', 'China', 'the rest of the world'."""
    lowered = name.casefold()
    if lowered.endswith(" (occupied)"):
        return f"occupied {name[: -len(' (occupied)')]}"
    if lowered.startswith("rest of"):
        return f"the {name[0].lower()}{name[1:]}"
    return f"the {name}" if lowered.startswith(_WITH_ARTICLE) else name


def listed(names: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def counted(number: int, noun: str) -> str:
    """'one deal', 'three deals', '12 deals'."""
    word = _COUNTS[number] if number < len(_COUNTS) else str(number)
    return f"{word} {noun}{'' if number == 1 else 's'}"


def verb(plain: str, subjects: int) -> str:
    """A verb in the number of its subject: 'brings' of one, 'bring' of more."""
    return plain + "s" if subjects == 1 else plain


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


GAIN = {
    "gains": "{deals} {bring} {who} {gain:median} in {year} (90 % of draws: {gain:range}).",
    "loses": "{deals} {cost} {who} {gain:size} in {year} (90 % of draws: {gain:size_range}).",
    "cannot tell": "We cannot tell if {deals_low} {help} or {harm} {who} in {year}: {gain:range} in 90 % of draws.",
    "unchanged": "{deals} {change} nothing for {who} in {year}, in 90 % of draws or more.",
    "not covered": "The statistics do not cover what {deals_low} {change} for {who}.",
}


def gain_sentence(key: str, found: Verdict, who: str, year: int, deals: int) -> list[Part]:
    """The first sentence of the answer: what the deals change in money for one party in one year.

    Condition  `found`, the verdict of the band under `key` (net gain, USD a year, change against no deal).
    """
    subject = "the deal" if deals == 1 else f"together the {counted(deals, 'deal')}"
    low = "the deal" if deals == 1 else f"the {counted(deals, 'deal')} together"
    verbs = {plain: verb(plain, deals) for plain in ("bring", "cost", "help", "harm", "change")}
    words = {"deals": capital(subject), "deals_low": low, "who": called(who), "year": str(year), **verbs}
    return compose(GAIN[found], {"gain": key}, words)


OTHER_YEAR = {
    "later": "By {year} nothing changes yet, in 90 % of draws or more.",
    "earlier": "By {year} nothing changes any more, in 90 % of draws or more.",
}
UNMOVED = "{deals} {change} nothing for anyone in any year shown, to {year}, in 90 % of draws or more."
RUNNING = {
    "one": "By {year} {what} runs in {share:value} of draws.",
    "several": "By {year} the part that runs most often, {what}, does so in {share:value} of draws.",
}


def other_year_sentence(after: int, year: int) -> list[Part]:
    """Why the head does not show the usual `year`. Condition: no party's net gain changes in it.

    `after`: how many years later (or, below 0, earlier) the year shown is.
    """
    return compose(OTHER_YEAR["later" if after > 0 else "earlier"], {}, {"year": str(year)})


def unmoved_sentence(year: int, deals: int) -> list[Part]:
    """The answer where no party's net gain changes in any result year, the last of which is `year`."""
    subject = "the deal" if deals == 1 else f"together the {counted(deals, 'deal')}"
    return compose(UNMOVED, {}, {"deals": capital(subject), "change": verb("change", deals), "year": str(year)})


def running_sentence(key: str, what: str, year: int, levers: int) -> list[Part]:
    """In how many draws the part of a deal that runs most often runs in the last result year. Condition: tonnes."""
    words = {"what": f"‘{what}’", "year": str(year)}
    return compose(RUNNING["one" if levers == 1 else "several"], {"share": key}, words)


def others_sentence(gainers: Sequence[str], losers: Sequence[str], unclear: Sequence[str]) -> list[Part]:
    """Who else gains or loses beyond doubt. Condition: at least one name in some list, else no sentence."""
    clauses = [f"{listed([called(n) for n in gainers])} {'gains' if len(gainers) == 1 else 'gain'}"] if gainers else []
    if losers:
        clauses.append(f"{listed([called(n) for n in losers])} {'loses' if len(losers) == 1 else 'lose'}")
    if unclear and clauses:
        clauses.append(f"for {listed([called(n) for n in unclear])} we cannot tell")
    if unclear and not clauses:
        clauses.append("no other party's result is clear of zero")
    return compose(f"{capital('; '.join(clauses))}.", {}, {}) if clauses else []


TIMING = {
    "none": "No project or committed sale delivers by {year} in the median draw.",
    "some": "By {year}, {late:count} of {levers:count} projects and sales deliver nothing in the median draw.",
    "all": "By {year}, every project and sale delivers in the median draw.",
}


NOWHERE_MOVED = "In no place does the price change, in 90 % of draws or more."
NOWHERE_CLEAR = "In no place is the 90 % range of the price change clear of zero: we cannot tell who pays more or less."


EXTREMES = {
    "both": "Largest fall: {fall} ({low:median}); largest rise: {rise} ({high:median}).",
    "fall": "Largest fall: {fall} ({low:median}); no rise is clear of zero.",
    "rise": "Largest rise: {rise} ({high:median}); no fall is clear of zero.",
}


def extremes_sentence(key: str, places: Mapping[str, Mapping[str, Any]]) -> list[Part]:
    """Where a price falls and rises most, of the places under `key` whose band is clear of zero; empty without one."""
    by_size = sorted(places, key=lambda place: places[place]["q50"] or 0.0)
    falls = [place for place in by_size if verdict(places[place]) == "loses"]
    rises = [place for place in by_size if verdict(places[place]) == "gains"]
    if not falls and not rises:
        return []
    ends = {"fall": falls[0] if falls else "", "rise": rises[-1] if rises else ""}
    names = {end: called(places[at]["merged_into"] or places[at]["name"]) for end, at in ends.items() if at}
    form = "both" if len(names) == 2 else next(iter(names))
    return compose(EXTREMES[form], {"low": f"{key}.{ends['fall']}", "high": f"{key}.{ends['rise']}"}, names)


def timing_sentence(late: int, levers: int, year: int) -> list[Part]:
    """When tonnes come. Condition: `late` levers whose median is 0 in `year`, out of `levers`."""
    if levers == 0:
        return []
    form = "all" if late == 0 else "none" if late == levers else "some"
    return compose(TIMING[form], {"late": "timing.late", "levers": "timing.levers"}, {"year": str(year)})


INSURANCE = {
    "gains": "In a cut by the dominant supplier the cover is worth {value:median} to {who} ({value:range}).",
    "loses": "In a cut by the dominant supplier {deals} {leave} {who} {value:size} worse off ({value:size_range}).",
    "cannot tell": "We cannot tell whether {deals} {insure} {who} against a dominant supplier's cut ({value:range}).",
    "unchanged": "Against a cut by the dominant supplier {deals} {insure} {who} not at all, in 90 % of draws or more.",
    "not covered": "",
}


def insurance_sentence(key: str, found: Verdict, who: str, deals: int) -> list[Part]:
    """The insurance value for one party. Condition: the verdict of the band under `key` (USD, present value)."""
    words = {
        "who": called(who),
        "leave": "leaves" if deals == 1 else "leave",
        "deals": "the deal" if deals == 1 else "the deals",
        "insure": "insures" if deals == 1 else "insure",
    }
    return compose(INSURANCE[found], {"value": key}, words)


LOPSIDED = {
    "loss": "{who} gains in {gain:chance} of draws, but loses more in others: the mean of all draws is {gain:mean}.",
    "gain": "{who} gains in only {gain:chance} of draws, but by more: the mean of all draws is {gain:mean}.",
}


def lopsided_sentence(key: str, spread: Mapping[str, Any], who: str) -> list[Part]:
    """What the median hides. Condition: mean and median of the band under `key` have opposite signs, else nothing."""
    mean, middle = spread.get("mean"), spread["q50"]
    if not mean or not middle or (mean > 0) == (middle > 0):
        return []
    return compose(LOPSIDED["loss" if mean < 0 else "gain"], {"gain": key}, {"who": capital(called(who))})


DRIVER = {
    "chance": "{share:value} of the spread for {who} hangs on {what}: median {low:value} if not, {high:value} if so.",
    "range": (
        "{share:value} of the spread for {who} comes from {what}: median {low:value} in the lowest tenth of it, "
        "{high:value} in the highest."
    ),
    "none": "For {who} no single number moves the result beyond chance ({floor:value} of the spread).",
}
SHORT_DRIVER = {
    "chance": "{share:value} of that spread hangs on {what}.",
    "range": "{share:value} of that spread comes from {what}.",
    "none": "No single number drives that spread.",
}
SPREAD = (
    "A share of the spread is a share of the variance over draws that one number carries by itself (first-order Sobol "
    "index); what it does only together with others is in none."
)


def driver_sentence(key: str, found: Mapping[str, Any], who: str, short: bool = False) -> list[Part]:
    """What the spread of one result hangs on most, under `key` (its `drivers`, largest first, and its noise `floor`).

    Condition  the first driver where one passes the floor, else that none does; `short` follows a sentence that has
    named the spread.
    """
    templates = SHORT_DRIVER if short else DRIVER
    if not found["drivers"]:
        return compose(templates["none"], {"floor": f"{key}.floor"}, {"who": called(who)})
    first = found["drivers"][0]
    keys = {name: f"{key}.drivers.0.{name}" for name in ("share", "low", "high")}
    form = "chance" if first["kind"] == "chance" else "range"
    return compose(templates[form], keys, {"who": called(who), "what": first["short" if short else "what"]})


SIDE_DRIVER = {
    "chance": "Under '{name}' {share:value} of the spread of that gain hangs on {what}.",
    "range": "Under '{name}' {share:value} of the spread of that gain comes from {what}.",
    "none": "Under '{name}' no single number drives the spread of that gain.",
}


def side_driver_sentence(key: str, found: Mapping[str, Any], name: str) -> list[Part]:
    """What the spread of the reader's net gain hangs on most under one of two sets of assumptions, called `name`.

    Condition  as `driver_sentence`; a sentence before it has named the gain.
    """
    if not found["drivers"]:
        return compose(SIDE_DRIVER["none"], {}, {"name": name})
    first = found["drivers"][0]
    form = "chance" if first["kind"] == "chance" else "range"
    return compose(SIDE_DRIVER[form], {"share": f"{key}.drivers.0.share"}, {"name": name, "what": first["short"]})


CHANGE = {
    "gains": (
        "In {year} the net gain of {who} is larger under '{name}' than under '{other}', by {change:median} (90 % of "
        "draws: {change:range})."
    ),
    "loses": (
        "In {year} the net gain of {who} is smaller under '{name}' than under '{other}', by {change:size} (90 % of "
        "draws: {change:size_range})."
    ),
    "cannot tell": (
        "We cannot tell if the net gain of {who} in {year} is larger or smaller under '{name}' than "
        "under '{other}': it "
        "differs by {change:range} in 90 % of draws."
    ),
    "unchanged": "In {year} the net gain of {who} is the same under '{name}' and '{other}', in 90 % of draws or more.",
    "not covered": "The statistics do not cover the net gain of {who}.",
}


def change_sentence(key: str, row: Mapping[str, Any], who: str, year: int, names: Sequence[str]) -> list[Part]:
    """What other assumptions change in the same draws: `names` of the left side, then of the right.

    Condition  the verdict of the paired change (right less left) under `key`.
    """
    words = {"who": called(who), "year": str(year), "other": names[0], "name": names[1]}
    return compose(CHANGE[row["change_verdict"]], {"change": f"{key}.change"}, words)


RESTART = {
    "trade": (
        "Trade in {mineral} from {origin} to {importer} restarts on an assumption: nobody has measured {what}. From "
        "the lowest to the highest tenth of its range that trade goes from {low:value} to {high:value} at the median"
    ),
    "gain": ", and what {who} gains or loses from {low:value} to {high:value}",
    "carries": ". By itself it carries ",
    "clear": "{share:value} of the spread of ",
    "within": "no more than chance would ({floor:value}) of the spread of ",
}


def restart_sentence(key: str, found: Mapping[str, Any], gain: tuple[str, Mapping[str, Any]] | None) -> list[Part]:
    """How much of the answer is the share that a reopened route takes back, which is assumed.

    Condition  `found`, trade that a deal restarts, under `key`; `gain`: key and row of the same assumption's part in
    the net gain of `found["who"]`, where it has one. A share that does not pass its noise floor is not given.
    """
    words = {"mineral": found["mineral_name"], "origin": called(found["from"]), "importer": called(found["to"])}
    words |= {"what": found["what"], "who": called(found["who"])}
    goes, carries = compose(RESTART["trade"], _keys(key), words), {"words": RESTART["carries"]}
    of_trade: list[Part] = [*_carried(key, found), {"words": "that trade"}]
    if gain is None:
        return [*goes, carries, *of_trade, {"words": "."}]
    gained = compose(RESTART["gain"], _keys(gain[0]), words)
    return [*goes, *gained, carries, *of_trade, {"words": ", and "}, *_carried(*gain), {"words": "that result."}]


def _carried(key: str, found: Mapping[str, Any]) -> list[Part]:
    is_clear = found["share"]["value"] > found["floor"]["value"]
    return compose(RESTART["clear" if is_clear else "within"], _keys(key), {})


def _keys(key: str) -> dict[str, str]:
    return {name: f"{key}.{name}" for name in ("share", "floor", "low", "high")}


FEWEST_DRAWS = 20
"""A 5 % quantile lies beyond the outermost of fewer draws than 1 / 0.05."""


def few_draws_sentence(draws: int) -> str:
    """What the ranges are worth in a trial run. Condition: fewer draws than FEWEST_DRAWS, else empty."""
    if draws >= FEWEST_DRAWS:
        return ""
    return f"A trial run: {counted(draws, 'draw')} cannot carry a 90 % range, so no finding here is firm."


COUNTED = {
    "always": (
        "Net gain adds what users, producers and treasuries of a party win or lose against no deal. Payments between "
        "the parties are in it only where the deal states them (ownership, royalty, an agreed price)."
    ),
    "licensed": "The rent of a quota goes to the place that grants its licences.",
    "carried": "Who pays for cheaper carriage or capital is not said, so its cost is in no party's net gain.",
    "stocked": "What a public stock buys is a cost and what it sells a revenue; the tonnes it keeps are not valued.",
    "built": (
        "The cost of building a mine or a plant is not taken off: what producers gain from a project is an upper bound."
    ),
    "committed": "Where a sale is committed, its buyer bears what it costs to take more than it would buy freely.",
    "occupied": "Output of {places} is credited to no other party.",
}


def counted_sentences(kinds: Collection[str], occupied: Sequence[str]) -> list[str]:
    """What a net gain counts, and what it leaves out.

    Condition  `built` where a lever of `kinds` adds capacity, `committed` where one is an offtake, `occupied` where
    a party is an occupied part of a country (`occupied`: their names).
    """
    met = {"built": not {"project", "capacity"}.isdisjoint(kinds), "committed": "offtake" in kinds}
    met |= {"licensed": "quota" in kinds, "carried": not {"transport", "finance"}.isdisjoint(kinds)}
    met |= {"stocked": "stockpile" in kinds, "always": True, "occupied": bool(occupied)}
    return [text.format(places=listed([called(name) for name in occupied])) for on, text in COUNTED.items() if met[on]]


VERDICT_WORDS: dict[Verdict, str] = {
    "gains": "gains",
    "loses": "loses",
    "cannot tell": "cannot\u00a0tell",
    "unchanged": "no\u00a0change",
    "not covered": "not\u00a0covered",
}
