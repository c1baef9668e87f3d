"""Overlay files: each fault with its message, and what an overlay leaves on record."""

from pathlib import Path

import pytest

from orecast._ground.errors import DealError, LabelError
from orecast.deals import load_deal, load_overlay, run
from orecast.deals.overlay import overlaid_deals, unused
from orecast.stakes.inputs import inputs_of
from orecast.world import World

DEAL = "ru-us-krasnoyarsk-aluminium-2025"
ROOT = Path(__file__).parents[3]
HEAD = "orecast: 1\nkind: overlay\nname: trial\ntitle: A trial\nchanges:\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "trial.yaml"
    path.write_text(text, encoding="utf-8")
    return path


BAD_FILES = {
    "no version": (
        "kind: overlay\nname: trial\ntitle: A trial\n",
        "trial.yaml, line 1: the schema version is missing. Every deal file says which version it speaks.",
    ),
    "an unknown version": (
        "orecast: 2\nkind: overlay\nname: trial\ntitle: A trial\n",
        "trial.yaml, line 1, orecast: schema version 2 is not known. This Orecast reads version 1.",
    ),
    "a deal": (
        "orecast: 1\nkind: deal\nname: trial\ntitle: A trial\n",
        (
            "trial.yaml, line 2, kind: the kind is 'deal'. An overlay was asked for. Write 'kind: "
            "overlay', or name the file "
            "as a deal."
        ),
    ),
    "another name": (
        "orecast: 1\nkind: overlay\nname: tryal\ntitle: A trial\n",
        (
            "trial.yaml, line 3, name: the overlay is called 'tryal', its file 'trial'. The two "
            "agree, so that a result can "
            "be traced to its file. Rename one."
        ),
    ),
    "a misspelt field": (
        "orecast: 1\nkind: overlay\nname: trial\ntitle: A trial\nchange: {}\n",
        (
            "trial.yaml, line 5, change: there is no field 'change' here. Did you mean changes? "
            "Fields here: orecast, kind, "
            "name, title, text, source, status, changes. Rename or delete it."
        ),
    ),
    "no title": (
        "orecast: 1\nkind: overlay\nname: trial\n",
        "trial.yaml, line 1: the field 'title' is missing. It is required here. Add 'title: …'.",
    ),
    "an unknown mineral": (
        HEAD + "  aluminum/growth: {value: 0.01, status: guess}\n",
        (
            "trial.yaml, line 6, changes.aluminum/growth: 'aluminum/growth': unknown mineral 'aluminum'. Did you mean "
            "aluminium or cadmium or platinum? An address of two parts is a mineral, or '*', and a "
            "parameter. See 'orecast minerals'."
        ),
    ),
    "an unknown parameter": (
        HEAD + "  copper/growth: {value: 0.01, status: guess}\n  copper/flor_price: {value: 0.5, status: guess}\n",
        (
            "trial.yaml, line 7, changes.copper/flor_price: 'copper/flor_price': unknown parameter "
            "'flor_price'. Did you mean "
            "floor_price? Parameters are those of docs/reference/parameters.md. Rename it."
        ),
    ),
    "a parameter beyond its limits": (
        HEAD + "  copper/floor_price: {low: 0.5, mode: 0.9, high: 1.4, status: guess}\n",
        (
            "trial.yaml, line 6, changes.copper/floor_price: 'copper/floor_price': 1.4 is above what "
            "it can be. It lies "
            "between 0 and 0.99: output stops below the base price. Correct it."
        ),
    ),
    "an address of one part": (
        HEAD + "  growth: {value: 0.01, status: guess}\n",
        (
            "trial.yaml, line 6, changes.growth: 'growth' is no address. A number is 'mineral/parameter' or "
            "'deal/lever/field'. 'orecast assumptions DEAL' prints the address of each."
        ),
    ),
    "a range out of order": (
        HEAD + "  copper/growth: {low: 0.03, mode: 0.01, high: 0.02, status: guess}\n",
        (
            "trial.yaml, line 6, changes.copper/growth: low 0.03, mode 0.01, high 0.02 are out of "
            "order. A range has low ≤ "
            "mode ≤ high. Put them in order."
        ),
    ),
    "no standing": (
        HEAD + "  copper/growth: 0.01\n",
        (
            "the number at 'copper/growth' has no standing. Every number is sourced or a guess. Add "
            "'source: …' or 'status: "
            "guess' to the number or to the overlay."
        ),
    ),
    "a word for a number": (
        HEAD + "  copper/growth: fast\n",
        (
            "trial.yaml, line 6, changes.copper/growth: 'fast' is not a number or {low: …, mode: …, "
            "high: …}. The schema is "
            "strict and converts nothing."
        ),
    ),
    "a misspelt part of a range": (
        HEAD + "  copper/growth: {low: 0.01, mode: 0.01, hihg: 0.02, status: guess}\n",
        "trial.yaml, line 6, changes.copper/growth.hihg: there is no field 'hihg' here. Did you mean high?",
    ),
}


@pytest.mark.parametrize(("text", "message"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_faulty_overlay_is_refused_with_its_line_the_rule_and_the_next_step(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(DealError) as caught:
        load_overlay(written(tmp_path, text))
    assert message in str(caught.value)


BAD_ADDRESSES = {
    "krasnoyarsk/potline/volume": (
        LabelError,
        "overlay trial, 'krasnoyarsk/potline/volume': unknown deal 'krasnoyarsk'.",
    ),
    "ru-us-krasnoyarsk-aluminum-2025/krasnoyarsk-potline/volume": (
        LabelError,
        "unknown deal 'ru-us-krasnoyarsk-aluminum-2025'. Did you mean ru-us-krasnoyarsk-aluminium-2025 or ",
    ),
    f"{DEAL}/krasnoyarsk-potlin/volume": (
        LabelError,
        (
            f"{DEAL} has no lever 'krasnoyarsk-potlin'. Did you mean krasnoyarsk-potline? Its levers: "
            "us-market-reopens, "
            "aluminium-to-usa, krasnoyarsk-potline. Correct the address."
        ),
    ),
    f"{DEAL}/krasnoyarsk-potline/leadtime": (
        LabelError,
        (
            "'leadtime' is no number of 'krasnoyarsk-potline'. Did you mean lead_time? Its numbers: "
            "probability, volume, "
            "lead_time, ramp_years, success, capital_cost. What else a deal says is changed in the deal itself."
        ),
    ),
    f"{DEAL}/krasnoyarsk-potline/start": (LabelError, "'start' is no number of 'krasnoyarsk-potline'."),
    f"{DEAL}/krasnoyarsk-potline/success": (
        DealError,
        (
            f"overlay trial, '{DEAL}/krasnoyarsk-potline/success': 2030 is above what it can be. A "
            "probability lies between 0 "
            "and 1: 60 % is 0.6. Correct it."
        ),
    ),
    f"{DEAL}/us-market-reopens/tariff": (DealError, "2030 is above what it can be. A tariff is a share of the price"),
}


@pytest.mark.parametrize(("address", "raised"), BAD_ADDRESSES.items(), ids=BAD_ADDRESSES.keys())
def test_an_address_that_leads_nowhere_is_refused(
    tmp_path: Path, address: str, raised: tuple[type[Exception], str]
) -> None:
    overlay = load_overlay(written(tmp_path, HEAD + f"  {address}: {{value: 2030, status: guess}}\n"))
    with pytest.raises(raised[0]) as caught:
        overlaid_deals([load_deal(DEAL)], [overlay])
    assert raised[1] in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        DealError, match=r"trial\.yaml: cannot be read \(No such file or directory\)\. Check the path\."
    ):
        load_overlay(tmp_path / "trial.yaml")


def test_an_overlay_is_no_deal(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "  copper/growth: {value: 0.01, status: guess}\n")
    with pytest.raises(
        DealError, match=r"trial\.yaml, line 2, kind: this is an overlay.* Give the overlay with --overlay"
    ):
        load_deal(path)


def test_what_an_overlay_set_says_so_in_the_ledger_and_what_it_left_alone_is_listed(tmp_path: Path) -> None:
    text = HEAD + (
        f"  {DEAL}/aluminium-to-usa/volume: {{low: 1e+5, mode: 2e+5, high: 3e+5, source: a contract}}\n"
        f"  {DEAL}/krasnoyarsk-potline/success: {{value: 0.9, status: guess}}\n"
        "  aluminium/growth: {low: 0.0, mode: 0.01, high: 0.02, status: guess}\n"
        "  copper/growth: {value: 0.01, status: guess}\n"
        "  ua-us-minerals-2025/nikopol/volume: {value: 1000, status: guess}\n"
    )
    overlay = load_overlay(written(tmp_path, text))
    ensemble = run(World.load(), [DEAL], draws=4, years=(1,), overlays=[overlay])
    found = {item.key: item for item in inputs_of(ensemble)}
    sale = found[f"{DEAL}/aluminium-to-usa/volume"]
    assert (sale.high, sale.status, sale.source, sale.set_by) == (3e5, "sourced", "a contract", "overlay trial")
    built = found[f"{DEAL}/krasnoyarsk-potline/success"]
    assert (built.status, built.source) == ("guess", "")  # the ground that the deal gives is not that of the overlay
    growth = found["aluminium/growth"]
    assert (growth.mode, growth.status) == (0.01, "guess")
    assert growth.set_by == "overlay trial, aluminium/growth"
    idle = unused(overlay, ensemble.deals, ensemble.minerals)
    assert idle == ["copper/growth", "ua-us-minerals-2025/nikopol/volume"]


def test_the_example_overlay_fits_its_deal() -> None:
    overlay = load_overlay(ROOT / "examples" / "overlays" / "no-sale-is-committed.yaml")
    (changed,) = overlaid_deals([load_deal(DEAL)], [overlay])
    assert {lever.name: lever.probability.mode for lever in changed.levers}["aluminium-to-usa"] == 0
