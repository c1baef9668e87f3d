"""What a game file may say: version 1 of the schema, strict, with no field beyond these.

Every option, statement, number and preference has a `source`, its own or the game's; one that nobody has published
says 'judgement', with the reason after it.
"""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from orecast.deals.numbers import Quantity, Strict, _as_range
from orecast.stakes.figures import LEVELS

VERSION = 1
JUDGEMENT = "judgement"
MOST_WEIGHT = 1e15  # US dollars: ten times what the world makes in a year
NAME = r"^[A-Za-z][A-Za-z0-9_-]*$"
MONEY_FIGURES = ("npv_3", "npv_5", "npv_7", "net_gain")
FIGURES = (*MONEY_FIGURES, *LEVELS)

Name = Annotated[str, Field(pattern=NAME)]


class Cited(Strict):
    """Something with a source of its own where it differs from the game's."""

    source: str | None = None


class Option(Cited):
    """Something that a party may do or not. `text`: what it is, in words. `short`: two or three words for a chart."""

    option: Name
    text: str = ""
    short: str = ""


class Party(Cited):
    """A decision maker and its options. `optional`: it takes part only when asked for; else it stays as today."""

    party: Name
    name: str = ""
    options: list[Option] = Field(default_factory=list)
    optional: bool = False


class Rule(Cited):
    """A statement that no state (never) or every state (always) fulfils."""

    statement: str
    reason: str = ""


class Irreversible(Cited):
    """What cannot be undone: an `option` once `taken` or `dropped`, or any move of a `party` `from` states `to` others.

    `from` and `to` are statements over the party's own options.
    """

    option: str | None = None
    once: Literal["taken", "dropped"] | None = None
    party: str | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _one_form(self) -> "Irreversible":
        by_option = self.option is not None and self.once is not None
        by_move = None not in (self.party, self.from_, self.to)
        extra = (self.party, self.from_, self.to) if by_option else (self.option, self.once)
        if by_option == by_move or any(item is not None for item in extra):
            raise ValueError(
                "it is neither an option nor a move. Give 'option' with 'once: taken' or 'once: dropped', or 'party' "
                "with 'from' and 'to'. Keep one form"
            )
        return self


class Today(Cited):
    """Where the game stands: options `taken` (the others are not), or the `state` as letters Y and N."""

    taken: list[str] | None = None
    state: str | None = None
    date: dt.date | None = None

    @model_validator(mode="after")
    def _one_state(self) -> "Today":
        if (self.taken is None) == (self.state is None):
            found = "two todays: 'taken' and 'state'" if self.taken is not None else "no state"
            raise ValueError(f"it gives {found}. A game stands in one state today. Keep 'taken' or 'state'")
        return self


class InForce(Cited):
    """A deal or event of the library (or a file beside the game) that is in force in the states where `when` holds."""

    deal: str | None = None
    event: str | None = None
    when: str

    @model_validator(mode="after")
    def _one_name(self) -> "InForce":
        if (self.deal is None) == (self.event is None):
            raise ValueError("it names both or neither of 'deal' and 'event'. One is in force. Name one")
        return self

    @property
    def name(self) -> str:
        """Name or path of the deal or event."""
        return self.deal or self.event or ""


def _weight(value: Any) -> Any:
    """A weight in short form."""
    return _as_range(value)


class Term(Cited):
    """One part of a party's aims: a `figure` of the stakes, or a `statement`, and what it is worth.

    `weight`: US dollars of present value per unit of the figure (a share of 1, a USD, a tonne a year), or for the
    statement being true; a number or a range. `of`: whose figure, the party's own where left out.
    """

    figure: str | None = None
    mineral: str | None = None
    year: int | None = None
    of: str | None = None
    statement: str | None = None
    weight: Annotated[Quantity, BeforeValidator(_weight)]
    reason: str = ""

    @model_validator(mode="after")
    def _one_subject(self) -> "Term":
        if (self.figure is None) == (self.statement is None):
            raise ValueError("it names both or neither of 'figure' and 'statement'. A term weighs one. Name one")
        if max(abs(self.weight.low), abs(self.weight.high)) > MOST_WEIGHT:
            raise ValueError(
                f"the weight reaches {max(self.weight.low, self.weight.high, key=abs):g}. A weight is in US dollars, "
                f"between -{MOST_WEIGHT:g} and {MOST_WEIGHT:g}. Correct it"
            )
        if self.figure is not None:
            _check_figure(self.figure, self.mineral, self.year)
        return self

    @property
    def label(self) -> str:
        """'npv_5', 'import_reliance/rare-earths/10', or the statement."""
        parts = [self.figure, self.of, self.mineral, None if self.year is None else str(self.year)]
        return self.statement or "/".join(part for part in parts if part)


def _check_figure(figure: str, mineral: str | None, year: int | None) -> None:
    if figure not in FIGURES:
        raise ValueError(f"unknown figure '{figure}'. Figures: {', '.join(FIGURES)}. Name one of them")
    wants_mineral, wants_year = figure in LEVELS, figure in LEVELS or figure == "net_gain"
    for name, is_wanted, given in (("mineral", wants_mineral, mineral), ("year", wants_year, year)):
        if is_wanted and given is None:
            raise ValueError(f"the figure '{figure}' needs '{name}'. It is told by {name}. Add '{name}: …'")
        if not is_wanted and given is not None:
            raise ValueError(f"the figure '{figure}' takes no '{name}'. It is told without. Delete it")


class ByStakes(Cited):
    """A party that adds up what states are worth to it, in US dollars of present value."""

    by: Literal["stakes"]
    party: str
    terms: list[Term] = Field(min_length=1)


class ByStatements(Cited):
    """A party that wants statements to hold, the first before all later ones together (option prioritising)."""

    by: Literal["statements"]
    party: str
    statements: list[str] = Field(min_length=1)


class ByRanking(Cited):
    """A party whose ranking of the states is given: chains of states such as 'YN > NN ~ NY', best first."""

    by: Literal["ranking"]
    party: str
    ranking: list[str] = Field(min_length=1)


Preference = Annotated[ByStakes | ByStatements | ByRanking, Field(discriminator="by")]
PREFERENCES: dict[str, type[Strict]] = {"stakes": ByStakes, "statements": ByStatements, "ranking": ByRanking}


class GameFile(Strict):
    """A game: who can do what, what cannot be, what each wants, and where it stands today."""

    orecast: Literal[1]
    kind: Literal["game"]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    date: dt.date | None = None
    text: str = ""
    source: str
    sources: list[str] = Field(default_factory=list)
    parties: list[Party] = Field(min_length=1)
    never: list[Rule] = Field(default_factory=list)
    always: list[Rule] = Field(default_factory=list)
    irreversible: list[Irreversible] = Field(default_factory=list)
    deals: list[InForce] = Field(default_factory=list)
    preferences: list[Preference]
    today: Today | None = None
