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
    "drivers": _of(
        "scenario", "event", "party", "mineral", "year", "measure", "unit",
        origin=("string", "", "of trade that restarts: where it comes from; else empty"),
        order=("integer", "", "1 is the number with the largest share; 0 the share that a reopened route takes back"),
        input=("string", "", "address of the number; empty where none moves the headline beyond chance"),
        kind=("string", "", "parameter, lever, or chance: the lot that decides whether a lever happens"),
        share=("number", "share", "share of the variance over draws that the number carries by itself"),
        rank_correlation=("number", "", "Spearman's correlation of number and headline: the sign says which way"),
        floor=("number", "share", "share that chance alone passes in one of twenty headlines"),
        low_end=("number", BY_ROW, "median of the headline in the lowest tenth of the number; of a lot: when off"),
        high_end=("number", BY_ROW, "median of the headline in the highest tenth of the number; of a lot: when on"),
    ),
    "assumptions": _of(
        key=("string", "", "address of the number, as an overlay takes it"),
        kind=("string", "", "parameter or lever"),
        mineral=LABELS["mineral"],
        deal=("string", "", "deal or event of the lever; empty for a parameter"),
        name=("string", "", "parameter, or field of the lever"),
        low=("number", BY_ROW, "least value"),
        mode=("number", BY_ROW, "most likely value"),
        high=("number", BY_ROW, "largest value"),
        unit=LABELS["unit"],
        status=("string", "", "assumed (a market range that nobody has published) or guess"),
        source=("string", "", "ground for the range; empty where none is given"),
        set_by=("string", "", "table and row, deal and lever, or overlay"),
        effect_share=("number", "share", "largest share of the variance of a money headline of the widest scenario"),
        effect_rank_correlation=("number", "", "Spearman's correlation with that headline"),
        effect_floor=("number", "share", "share that chance alone passes in one of twenty such tables"),
        effect_measure=("string", "", "measure of that headline"),
        effect_party=("string", "", "party of that headline"),
        effect_year=("integer", "year", "year of that headline; 0 stands for the whole horizon"),
    ),
    "basis": _of(
        key=("string", "", "what the row is about"),
        label=("string", "", "the same in words"),
        value=("string", BY_ROW, "number, or words where there is none"),
        unit=LABELS["unit"],
        note=("string", "", "what a reader must know"),
    ),
}  # fmt: skip
