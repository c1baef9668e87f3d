"""Every fault has one file, named by it, and one message that says what, where, the rule and the next step."""

from pathlib import Path

import pytest

from orecast._ground import errors
from orecast.deals import load_deal

FOLDER = Path(__file__).parents[2] / "bad_data"

MESSAGES = {
    "alias-bomb": (
        errors.DealError,
        (
            "alias-bomb.yaml, line 2: anchors (&) and aliases (*) are refused, because a few lines of them "
            "can unfold to gigabytes. Write the value out where it is used."
        ),
    ),
    "bans-and-requires": (
        errors.DealError,
        (
            "bans-and-requires.yaml: 'ban' of bans-and-requires bans the flow of graphite from UKR to USA "
            "that 'take' of bans-and-requires requires, from 2027 on. A flow cannot be both. Drop one lever, "
            "give the ban a 'leakage' or a smaller 'share', or part them in time."
        ),
    ),
    "code-in-yaml": (
        errors.DealError,
        (
            "code-in-yaml.yaml, line 4, title: the tag tag:yaml.org,2002:python/object/apply:os.system is "
            "refused, because a tag can ask for code to be run. Deals hold text, numbers, dates and lists. "
            "Write a plain value."
        ),
    ),
    "duplicate-key": (
        errors.DealError,
        (
            "duplicate-key.yaml, line 17, levers[0].volume: written twice (first on line 16). Each field "
            "stands once. Delete one of the two."
        ),
    ),
    "empty": (
        errors.DealError,
        "empty.yaml: the file is empty. Start from 'orecast deal new', which writes a deal to fill in.",
    ),
    "ends-before-it-starts": (
        errors.DealError,
        (
            "ends-before-it-starts.yaml, line 11, levers[0]: ends in 2024, before it starts in 2026. 'end' "
            "is the last year in force. Move 'end' to the start or later, or leave it out."
        ),
    ),
    "group-as-place": (
        errors.DealError,
        (
            "group-as-place.yaml, line 14, levers[0].place: unknown place 'eu'. Did you mean REU or ECU or "
            "DEU? Labels are those of the data edition. See 'orecast data list places'."
        ),
    ),
    "mineral-not-representable": (
        errors.CoverageError,
        (
            "mineral-not-representable.yaml, line 13, levers[0].mineral: tellurium cannot be represented: "
            "customs code 2804.50 holds boron and tellurium together (5,694 t a year declared against 852 t "
            "of tellurium mined). A deal moves tonnes that the customs statistics can follow. See 'orecast "
            "minerals' for those that can."
        ),
    ),
    "missing-field": (
        errors.DealError,
        (
            "missing-field.yaml, line 11, levers[0]: the field 'success' is missing. It is required here. "
            "Add 'success: …'."
        ),
    ),
    "missing-version": (
        errors.DealError,
        (
            "missing-version.yaml, line 1: the schema version is missing. Every deal file says which version "
            "it speaks. Add 'orecast: 1' as the first line."
        ),
    ),
    "misspelt-key": (
        errors.DealError,
        (
            "misspelt-key.yaml, line 19, levers[0].sucess: there is no field 'sucess' here. Did you mean "
            "success or source? Fields here: name, mineral, stage, start, end, probability, source, status, "
            "note, lever, place, deposit, volume, lead_time, ramp_years, success, capital_cost, control. Rename or "
            "delete it."
        ),
    ),
    "name-unlike-file": (
        errors.DealError,
        (
            "name-unlike-file.yaml, line 3, name: the deal is called 'another-name', its file "
            "'name-unlike-file'. The two agree, so that a result can be traced to its file. Rename one."
        ),
    ),
    "negative-capacity": (
        errors.DealError,
        (
            "negative-capacity.yaml, line 17, levers[0].volume: -5000 is below what it can be. A volume is 0 "
            "or more a year; output that is lost is 'direction: lost'. Write it as a positive number."
        ),
    ),
    "no-standing": (
        errors.DealError,
        (
            "no-standing.yaml, line 11, levers[0]: its number 'volume' has no standing. Every number is "
            "sourced or a guess. Add 'source: …' or 'status: guess' to the lever or to the number."
        ),
    ),
    "not-a-number": (
        errors.DealError,
        (
            "not-a-number.yaml, line 16, levers[0].volume: .nan is not a number. Every number is finite; an "
            "unknown one is a range with 'status: guess'. Write {low: …, mode: …, high: …, status: guess}."
        ),
    ),
    "not-utf8": (
        errors.DealError,
        "not-utf8.yaml: byte 48 is not UTF-8 text. A deal is plain text; save it as UTF-8.",
    ),
    "not-yaml": (
        errors.DealError,
        (
            "not-yaml.yaml, line 5: not YAML (expected ',' or '}', but got ':'). Each line is 'field: "
            "value', indented by spaces. Mend that line, or start from 'orecast deal new'."
        ),
    ),
    "offtake-of-no-project": (
        errors.DealError,
        (
            "offtake-of-no-project.yaml, line 27, levers[1].of: there is no project 'mien' of graphite in "
            "this deal. Did you mean mine? A share is of a project of the same deal, mineral and place. Name "
            "one of: mine; or give 'volume'."
        ),
    ),
    "probability-above-one": (
        errors.DealError,
        (
            "probability-above-one.yaml, line 19, levers[0].success: 1.4 is above what it can be. A "
            "probability lies between 0 and 1: 60 % is 0.6. Correct it."
        ),
    ),
    "ramp-ends-before-it-starts": (
        errors.DealError,
        (
            "ramp-ends-before-it-starts.yaml, line 18, levers[0].ramp_years: -2 is below what it can be. A "
            "span of years is between 0 and 60; it cannot end before it starts. Correct it."
        ),
    ),
    "range-out-of-order": (
        errors.DealError,
        (
            "range-out-of-order.yaml, line 16, levers[0].volume: low 30000, mode 20000, high 40000 are out "
            "of order. A range has low ≤ mode ≤ high. Put them in order."
        ),
    ),
    "text-for-a-number": (
        errors.DealError,
        (
            "text-for-a-number.yaml, line 16, levers[0].volume: 'about 30 kt' is not a number or {low: …, "
            "mode: …, high: …}. The schema is strict and converts nothing. Write a number or {low: …, mode: "
            "…, high: …}."
        ),
    ),
    "truncated": (
        errors.DealError,
        (
            "truncated.yaml, line 11, levers[0]: the field 'ramp_years' is missing. It is required here. Add "
            "'ramp_years: …'.\ntruncated.yaml, line 11, levers[0]: the field 'success' is missing. It is "
            "required here. Add 'success: …'."
        ),
    ),
    "two-sizes": (
        errors.DealError,
        (
            "two-sizes.yaml, line 21, levers[1]: gives volume and share. The size is either 'volume' or "
            "'share'. Keep one."
        ),
    ),
    "unknown-lever": (
        errors.DealError,
        (
            "unknown-lever.yaml, line 11, levers[0]: the lever is 'projct'. Levers: capacity, project, "
            "embargo, quota, tariff, lifted_sanction, offtake, control, transport, finance, stockpile, demand, "
            "ownership. Did you mean project? Write 'lever: project'."
        ),
    ),
    "unknown-mineral": (
        errors.DealError,
        (
            "unknown-mineral.yaml, line 13, levers[0].mineral: unknown mineral 'grafite'. Did you mean "
            "graphite? Labels are those of the data edition. See 'orecast minerals'."
        ),
    ),
    "unknown-party": (
        errors.DealError,
        (
            "unknown-party.yaml, line 9, parties[0].party: unknown party 'uas'. Did you mean usa or UGA or "
            "rus? Labels are those of the data edition. See 'orecast data list places'."
        ),
    ),
    "unknown-place": (
        errors.DealError,
        (
            "unknown-place.yaml, line 14, levers[0].place: unknown place 'UKRAINE'. Did you mean UKR? Labels "
            "are those of the data edition. See 'orecast data list places'."
        ),
    ),
    "stage-not-representable": (
        errors.CoverageError,
        (
            "stage-not-representable.yaml, line 14, levers[0].stage: tungsten at the stage 'refined' cannot be "
            "represented: no publisher here prints refined tungsten in tonnes, and its main forms (paratungstate "
            "2841.80, oxides 2825.90, carbide 2849.90, ferrotungsten 7202.80) are in no customs code here; unwrought "
            "metal (8101.94) is shown as trade. Stages of tungsten with a balance: mine (tungsten)."
        ),
    ),
    "unknown-stage": (
        errors.DealError,
        (
            "unknown-stage.yaml, line 14, levers[0].stage: unknown stage 'smelted' of antimony. Stages with a balance: "
            "mine (antimony), metal (antimony-metal). 'orecast minerals' lists all stages."
        ),
    ),
    "unknown-year": (
        errors.DealError,
        (
            "unknown-year.yaml, line 15, levers[0].start: unknown year 20260. Years run from 1990 to 2100. "
            "Write it with four digits."
        ),
    ),
    "wrong-version": (
        errors.DealError,
        (
            "wrong-version.yaml, line 1, orecast: schema version 2 is not known. This Orecast reads version "
            "1. Rewrite the deal from 'orecast deal new', or update Orecast."
        ),
    ),
}


@pytest.mark.parametrize("fault", sorted(MESSAGES))
def test_a_deal_with_a_fault_is_refused_with_its_whole_message(fault: str) -> None:
    kind, message = MESSAGES[fault]
    with pytest.raises(kind) as raised:
        load_deal(FOLDER / f"{fault}.yaml")
    assert str(raised.value) == message
    assert type(raised.value) is kind


def test_every_faulty_deal_file_is_asserted() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(MESSAGES)
