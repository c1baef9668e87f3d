"""Whole messages of the World's errors: what, where, the rule, the next step."""

import pytest

from orecast._ground.errors import CoverageError, LabelError
from orecast.world import World


@pytest.fixture(scope="module")
def world():
    return World.load()


CASES = {
    "mineral by another name": (
        lambda world: world.balance("Aluminum"),
        LabelError,
        "unknown mineral 'Aluminum' in the World. Did you mean aluminium? `orecast minerals` lists them all.",
    ),
    "mineral misspelt": (
        lambda world: world.balance("grafite"),
        LabelError,
        "unknown mineral 'grafite' in the World. Did you mean graphite? `orecast minerals` lists them all.",
    ),
    "mineral nobody knows": (
        lambda world: world.balance("zzz"),
        LabelError,
        "unknown mineral 'zzz' in the World. `orecast minerals` lists them all.",
    ),
    "mineral not representable": (
        lambda world: world.balance("tellurium"),
        CoverageError,
        (
            "tellurium cannot be represented: customs code 2804.50 holds boron and tellurium together (5,694 t a year "
            "declared against 852 t of tellurium mined). `orecast minerals` lists those that can."
        ),
    ),
    "flows incomplete": (
        lambda world: world.balance("tantalum"),
        CoverageError,
        (
            "the flows of tantalum are incomplete: tantalum and niobium ores (261590) is in no customs code here: 87% "
            "of world output would seem to be used where it is produced. Document the missing flows in "
            "known_flows.csv, or accept it with --allow-incomplete (allow_incomplete=True)."
        ),
    ),
    "year without statistics": (
        lambda world: World.load((2016, 2022)),
        LabelError,
        (
            "unknown year 2016 in the base years of the World: output statistics cover 2018–2024. Choose years within "
            "them, for example --years 2022-2024."
        ),
    ),
    "no year": (
        lambda world: World.load(()),
        LabelError,
        "no base year given: the World needs at least one of 2018–2024. Leave years out for the default.",
    ),
    "place misspelt": (
        lambda world: world.place_name("Ukrane"),
        LabelError,
        "unknown place 'Ukrane' in the World. Did you mean UKR? Use an ISO alpha-3 code or UKR-occupied.",
    ),
    "place outside the balance": (
        lambda world: world.balance("uranium", allow_incomplete=True).index("ATF"),
        LabelError,
        (
            "unknown place 'ATF' in the balance of uranium. Did you mean ZAF or AUT? Places are those with output, "
            "trade, reserves or a deposit: see `balance.places`."
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_message_is_whole(world, case):
    ask, kind, message = CASES[case]
    with pytest.raises(kind) as caught:
        ask(world)
    assert str(caught.value) == message
