"""The reference page of the game schema, made from the schema itself."""

from collections.abc import Iterator

from orecast.deals.numbers import Strict
from orecast.games import schema
from orecast.games.schema import FIGURES, GameFile

MODELS: dict[str, tuple[type[Strict], ...]] = {
    "A game": (GameFile,),
    "`parties`": (schema.Party, schema.Option),
    "`never` and `always`": (schema.Rule,),
    "`irreversible`": (schema.Irreversible,),
    "`deals`": (schema.InForce,),
    "`preferences`": (schema.ByStakes, schema.Term, schema.ByStatements, schema.ByRanking),
    "`today`": (schema.Today,),
}
MEANINGS = {
    "orecast": "version of the schema: 1",
    "kind": "`game`",
    "name": "of the game: lower-case letters, digits, hyphens, the same as the file's; of a party: in words",
    "title": "one line",
    "date": "day on which the game begins",
    "text": "what it is about; of an option: what is done",
    "source": "citation, or *judgement* with the reason; left out, that of the preference or of the game",
    "sources": "where the facts are printed, with dates",
    "parties": "list, at least one",
    "never": "statements that no state fulfils",
    "always": "statements that every state fulfils",
    "irreversible": "what cannot be undone",
    "deals": "deals and events with the states in which they are in force",
    "preferences": "one for each party that takes part",
    "today": "where the game stands; without it there is no path and nothing to set worths against",
    "party": "label: a place or group of the data edition where it weighs figures of its own, else any name",
    "options": "list, 1 to 10",
    "optional": "takes part only when asked for (`--with`); else its options stay as today's",
    "option": "name of the option; under `irreversible`, `party.option`",
    "short": "two or three words for graphs and sentences",
    "statement": "a statement over options; under `terms`, it is worth its weight where it holds",
    "reason": "why, in words",
    "once": "`taken` or `dropped`: then for good",
    "from": "statement over the party's own options, before the move",
    "to": "statement over the party's own options, after the move",
    "deal": "name in the library, or path from the game's file",
    "event": "likewise, of an event",
    "when": "statement: in force where it holds",
    "by": "`stakes`, `statements` or `ranking`",
    "terms": "list of what is weighed, at least one",
    "statements": "list, the first outweighs all later ones together",
    "ranking": "chains of states, best first: `YN > NN ~ NY`",
    "figure": f"one of {', '.join(FIGURES)}; a change against no deal",
    "mineral": "of the figure; npv and net_gain take none",
    "year": "result year of the figure; npv takes none",
    "of": "whose figure; left out, the party's own",
    "weight": "number or {low, mode, high}: US dollars of present value per unit of the figure, or for the statement",
    "taken": "list of the options that are taken; the others are not",
    "state": "the state as letters, instead of `taken`",
}
HEAD = """# The game schema

A game file is YAML, read as strictly as [a deal](deal-schema.md). `orecast play minerals-2025 --copy FILE.yaml` writes
one to start from; [how to play a game](../how-to/play-a-game.md) has a short one.

A **statement** is written with `and`, `or`, `not`, `if`, `iff`, `implies` (or `&`, `|`, `!`, `->`), brackets, and
`one(…)`, `at_most_one(…)`, `any(…)`, `all(…)`. `a if b` holds unless b holds and a does not. `iff` binds least, then
`if` and `implies`, `or`, `and`, `not`. An option is `party.option`, its name alone where one party has it, or its
number from 1. A **state** is one letter Y or N for each option, in the order of the file.
"""


def schema_page() -> str:
    """docs/reference/game-schema.md."""
    return "".join([HEAD, *(part for heading, models in MODELS.items() for part in _section(heading, models))])


def _section(heading: str, models: tuple[type[Strict], ...]) -> Iterator[str]:
    yield f"\n## {heading}\n"
    for model in models:
        yield f"\n{' '.join((model.__doc__ or '').split())}\n\n| field | must be given | meaning |\n|---|---|---|\n"
        for name, field in model.model_fields.items():
            shown = field.alias or name
            yield f"| `{shown}` | {'yes' if field.is_required() else ''} | {MEANINGS[shown]} |\n"
