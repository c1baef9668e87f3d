"""The columns of the Stakes' tables: type, unit and meaning, as a package of results describes them."""

from collections.abc import Mapping

BY_ROW = "by row, see unit"
LABELS: Mapping[str, tuple[str, str, str]] = {
    "scenario": ("string", "", "no-deal, the name of a deal, or all-deals"),
    "event": ("string", "", "none, or the name of an event"),
    "party": ("string", "", "country code, group such as eu, or rest-of-world"),
    "mineral": ("string", "", "mineral; 'all' where money is summed over minerals"),
    "place": ("string", "", "ISO alpha-3 code, or a part such as UKR-occupied"),
    "year": ("integer", "year", "years after the reference year of the run; 0 stands for the whole horizon"),
    "measure": ("string", "", "what is measured"),
    "unit": ("string", "", "unit of the numbers of the row"),
}
SPREAD: Mapping[str, tuple[str, str, str]] = {
    "q05": ("number", BY_ROW, "5 % quantile over the draws"),
    "q50": ("number", BY_ROW, "median over the draws"),
    "q95": ("number", BY_ROW, "95 % quantile over the draws"),
}
MEAN = ("number", BY_ROW, "mean over the draws")


def _of(*names: str, **own: tuple[str, str, str]) -> dict[str, tuple[str, str, str]]:
    """Columns in order: labels and spreads by name, then those of one table."""
    return {**{name: LABELS[name] for name in names}, **own}


COLUMNS: Mapping[str, Mapping[str, tuple[str, str, str]]] = {
    "figures": {
        **_of("scenario", "event", "party", "mineral", "year", "measure", "unit"),
        "kind": ("string", "", "level, or change against no deal under the same event, draw by draw"),
        **SPREAD,
        "mean": MEAN,
        "share_positive": ("number", "share", "share of the draws above zero"),
    },
    "suppliers": _of(
        "scenario", "event", "party", "mineral", "year",
        origin=("string", "", "place or regional rest that the tonnes come from"),
        **SPREAD,
        base=("number", BY_ROW, "median without a deal and without an event"),
        unit=LABELS["unit"],
    ),
    "map": _of(
        "scenario", "event", "mineral", "place", "year", "measure", "unit",
        against=("string", "", "scenario/event that the change is counted against"),
        merged_into=("string", "", "the regional rest whose change the place takes; empty where it has its own"),
        **SPREAD,
    ),
    "timeline": _of(
        deal=("string", "", "name of the deal"),
        lever=("string", "", "name of the lever"),
        mineral=LABELS["mineral"], place=LABELS["place"],
        year=("integer", "year", "years after the reference year of the run"),
        **SPREAD, mean=MEAN, unit=LABELS["unit"],
        success=("number", "share", "share of the draws in which the lever happens"),
        share_running=("number", "share", "share of the draws with tonnes in that year"),
    ),
    "basis": _of(
        key=("string", "", "what the row is about"),
        label=("string", "", "the same in words"),
        value=("string", BY_ROW, "number, or words where there is none"),
        unit=LABELS["unit"],
        note=("string", "", "what a reader must know"),
    ),
}  # fmt: skip
