"""Each faulty game file is refused with the message that names its fault: file, line, field, rule, next step."""

from pathlib import Path

import pytest

from orecast._ground.errors import GameError
from orecast.games import Game

FOLDER = Path(__file__).parent
MESSAGES = {
    "alias-bomb": (
        "alias-bomb.yaml, line 4: anchors (&) and aliases (*) are refused, because a few lines of them can "
        "unfold to gigabytes. Write the value out where it is used."
    ),
    "code-in-a-statement": (
        "code-in-a-statement.yaml, line 28, preferences[1].statements[1]: the statement '__import__(\"os\")' "
        "cannot be read: '_' stands where an option should. Name one of usa.reopen, usa.invest, rus.sell."
    ),
    "contradictory-statements": (
        "contradictory-statements.yaml, line 20, always[1].statement: the statement 'usa.reopen or not "
        "usa.invest' under 'always' contradicts 'usa.invest and not usa.reopen' "
        "(contradictory-statements.yaml, line 19, always[0].statement): together they leave no state. A game "
        "needs one state or more. Loosen or delete one of them."
    ),
    "contradicts-itself": (
        "contradicts-itself.yaml, line 28, preferences[1].statements[1]: the statement 'rus.sell and not "
        "rus.sell' contradicts itself: no choice of options makes it true. A preference says what can be. "
        "Mend or delete it."
    ),
    "cyclic-ranking": (
        "cyclic-ranking.yaml, line 27, preferences[1].ranking[0]: the ranking is cyclic: NNN > NYN > NYY > "
        "YYY > YNY > NNN, by 'YNY > NNN > NNY ~ NYN > NYY' and 'NYY > YYY > YNY' (cyclic-ranking.yaml, line "
        "28, preferences[1].ranking[1]). A preference has no cycle. Turn one of its comparisons, or make the "
        "states equal with '~'."
    ),
    "event-as-deal": (
        "event-as-deal.yaml, line 17, deals[0].deal: 'china-rare-earth-cut' is of kind event. A deal stands "
        "under 'deal', an event under 'event'. Write 'event: china-rare-earth-cut'."
    ),
    "figure-without-mineral": (
        "figure-without-mineral.yaml, line 22, preferences[0].terms[0]: the figure 'import_reliance' needs "
        "'mineral'. It is told by mineral. Add 'mineral: …'."
    ),
    "half-irreversible": (
        "half-irreversible.yaml, line 17, irreversible[0]: it is neither an option nor a move. Give 'option' "
        "with 'once: taken' or 'once: dropped', or 'party' with 'from' and 'to'. Keep one form."
    ),
    "incomparable-states": (
        "incomparable-states.yaml, line 27, preferences[1].ranking[0]: the ranking does not say which of YNY "
        "and YYY is better. A ranking orders every pair of states, since incomparable states have no "
        "stability. Add 'YNY > YYY' or 'YNY ~ YYY'."
    ),
    "mineral-of-no-deal": (
        "mineral-of-no-deal.yaml, line 22, preferences[0].terms[0].mineral: no deal of this game touches "
        "'lithium'. Did you mean aluminium? Minerals of its deals: aluminium. Name one of them."
    ),
    "misspelt-field": (
        "misspelt-field.yaml, line 18, preferneces: there is no field 'preferneces' here. Did you mean "
        "preferences? Fields here: orecast, kind, name, title, date, text, source, sources, parties, never, "
        "always, irreversible, deals, preferences, today. Rename or delete it."
    ),
    "name-unlike-file": (
        "name-unlike-file.yaml, line 3, name: the game is called 'another-name', its file 'name-unlike-file'."
        " The two agree, so that a result can be traced to its file. Rename one."
    ),
    "never-what-always-holds": (
        "never-what-always-holds.yaml, line 15, never[0].statement: the statement 'usa.reopen or not "
        "usa.reopen' under 'never' holds in every state, so that no state is feasible. A game needs one state"
        " or more. Loosen or delete it."
    ),
    "no-state-left": (
        "no-state-left.yaml, line 18, never[3].statement: the statement 'not usa.reopen and not usa.invest "
        "and not rus.sell' under 'never' rules out the last state that the 3 rules before it left. A game "
        "needs one state or more. Loosen or delete one of them."
    ),
    "open-bracket": (
        "open-bracket.yaml, line 17, deals[0].when: the statement 'usa.reopen and (rus.sell' cannot be read: "
        "a bracket is not closed. Each '(' has its ')'. Close it."
    ),
    "option-of-a-party-that-stays-out": (
        "option-of-a-party-that-stays-out.yaml, line 30, today: the party 'rus' is optional, and today's "
        "options are not listed. Who stays out stays as today. Give 'today' with 'taken'."
    ),
    "option-twice": (
        "option-twice.yaml, line 7, parties[0]: the option 'reopen' of 'usa' stands twice. An option stands "
        "once. Rename one."
    ),
    "party-with-no-option": (
        "party-with-no-option.yaml, line 11, parties[1]: the party 'rus' has no option. A party decides "
        "something. Give it an option under 'options', or delete it."
    ),
    "party-without-preference": (
        "party-without-preference.yaml, line 18, preferences: the party 'rus' has no preference. Every party "
        "ranks the states. Add '- {party: rus, by: stakes, terms: [...]}', or by statements or ranking."
    ),
    "today-infeasible": (
        "today-infeasible.yaml, line 30, today.taken: today, 'YNN' is no state of this game. A state is 3 "
        "letters Y or N, one for each of usa.reopen, usa.invest, rus.sell, and is allowed by the statements. "
        "Feasible: NNN, NYN, NNY, YNY, NYY, YYY. It breaks 'usa.reopen and not rus.sell' "
        "(today-infeasible.yaml, line 15, never[0].statement)."
    ),
    "today-twice": (
        "today-twice.yaml, line 31, today: written twice (first on line 29). Each field stands once. Delete "
        "one of the two."
    ),
    "two-options-as-one": (
        "two-options-as-one.yaml, line 30, today.taken[0]: 'rus.sell and usa.invest' is more than one option."
        " Options stand one by one here. Options: usa.reopen, usa.invest, rus.sell. Name one."
    ),
    "two-preferences": (
        "two-preferences.yaml, line 29, preferences[2]: 'usa' has two preferences (the first on line 19). A "
        "party ranks the states in one way. Delete one."
    ),
    "two-todays": (
        "two-todays.yaml, line 29, today: it gives two todays: 'taken' and 'state'. A game stands in one "
        "state today. Keep 'taken' or 'state'."
    ),
    "unknown-deal": (
        "unknown-deal.yaml, line 17, deals[0].deal: unknown deal 'ru-us-krasnoyarsk-aluminum-2025' in the "
        "library. Did you mean ru-us-krasnoyarsk-aluminium-2025 or eu-ban-russian-aluminium-2025 or "
        "ru-us-rare-earths-2025? A deal is one of the library (china-antimony-controls-2024, "
        "china-rare-earth-cut, cod-cobalt-quotas-2025, "
        "cod-us-2025, eu-ban-russian-aluminium-2025, greenland-2025, indonesia-nickel-ore-ban-2020, "
        "pakistan-us-2025, ru-us-krasnoyarsk-aluminium-2025, ru-us-rare-earths-2025, saudi-us-2025, "
        "ua-us-minerals-2025, us-tariffs-2025, zimbabwe-lithium) or the path of a .yaml file. See 'orecast "
        "deal list'."
    ),
    "unknown-figure": (
        "unknown-figure.yaml, line 22, preferences[0].terms[0]: unknown figure 'npv_6'. Figures: npv_3, "
        "npv_5, npv_7, net_gain, price_paid, use, substituted, production, tariff_revenue, export_revenue, "
        "import_reliance, top_supplier_share, import_concentration, geopolrisk. Name one of them."
    ),
    "unknown-option": (
        "unknown-option.yaml, line 27, preferences[1].statements[0]: unknown option 'usa.reopn' in the "
        "statement 'usa.reopn'. Did you mean usa.reopen or reopen? Options: usa.reopen, usa.invest, rus.sell."
        " Name one of them."
    ),
    "unknown-party": (
        "unknown-party.yaml, line 24, preferences[1].party: unknown party 'rusia'. Did you mean usa or rus? "
        "Parties of this game: usa, rus. Name one of them."
    ),
    "unknown-preference": (
        "unknown-preference.yaml, line 24, preferences[1]: a preference is by 'statment'. Kinds: stakes, "
        "statements, ranking. Did you mean statements? Write 'by: stakes'."
    ),
    "weight-too-large": (
        "weight-too-large.yaml, line 23, preferences[0].terms[1]: the weight reaches 1e+19. A weight is in US"
        " dollars, between -1e+15 and 1e+15. Correct it."
    ),
    "weights-all-zero": (
        "weights-all-zero.yaml, line 21, preferences[0].terms: every weight of 'usa' is 0, so that it is "
        "indifferent to everything. A party wants something. Give one weight another value."
    ),
    "weights-out-of-order": (
        "weights-out-of-order.yaml, line 23, preferences[0].terms[1].weight: low 1e+09, mode 0, high 1e+09 "
        "are out of order. A range has low ≤ mode ≤ high. Put them in order."
    ),
    "wrong-kind": (
        "wrong-kind.yaml, line 2, kind: the kind is 'deal'. A game was asked for. Write 'kind: game', or "
        "weigh a deal with 'orecast brief'."
    ),
    "wrong-version": (
        "wrong-version.yaml, line 1, orecast: schema version 2 is not known. This Orecast reads version 1. "
        "Write 'orecast: 1' as the first line."
    ),
}


@pytest.mark.parametrize("fault", sorted(MESSAGES))
def test_a_game_with_a_fault_is_refused_with_its_whole_message(fault: str) -> None:
    with pytest.raises(GameError) as raised:
        Game.load(FOLDER / f"{fault}.yaml")
    assert str(raised.value) == MESSAGES[fault]


def test_every_faulty_game_file_is_asserted() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(MESSAGES)
