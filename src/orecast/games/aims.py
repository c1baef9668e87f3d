"""What each party wants: parts with weights as ranges, or an order of the states."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Booleans, Floats
from orecast._ground.errors import GameError
from orecast.deals.draws import triangular, uniforms
from orecast.deals.faults import hint
from orecast.deals.labels import Labels
from orecast.deals.reading import Document, Path_
from orecast.games.form import Form
from orecast.games.ranking import MOST_STATEMENTS, prioritised, ranked
from orecast.games.schema import JUDGEMENT, MONEY_FIGURES, ByRanking, ByStakes, ByStatements, GameFile, Term
from orecast.games.statements import Vocabulary, parse


@dataclass(frozen=True, eq=False)
class Part:
    """One part of what a party adds up: its term, its key `party/label`, and where it holds if it is a statement.

    Shapes  held [S] of 0 and 1; None for a figure of the stakes.
    Units   weight: US dollars of present value per unit of the figure, or for the statement being true.
    """

    party: str
    term: Term
    source: str
    held: Floats | None

    @property
    def key(self) -> str:
        """Address of the weight, as messages and tables give it."""
        return f"{self.party}/{self.term.label}"

    @property
    def is_judgement(self) -> bool:
        """True where nobody has published the weight."""
        return self.source.casefold().startswith(JUDGEMENT)

    @property
    def unit(self) -> str:
        """Unit of the weight."""
        if self.term.figure is None:
            return "USD"
        return "USD per USD" if self.term.figure in MONEY_FIGURES else "USD per unit"

    def drawn(self, game: str, seed: int, draws: int) -> Floats:
        """Weight in each draw. [draw]."""
        uniform = uniforms(f"game/{game}/{self.key}", seed, draws)[:, 0]
        weight = self.term.weight
        return triangular(uniform, weight.low, weight.mode, weight.high)


@dataclass(frozen=True, eq=False)
class Aim:
    """What one party wants. Either `parts` that are added up, or `order`, a payoff of which only the order counts. [S].

    `statements`: with `by: statements`, each with the states in which it holds.
    """

    party: str
    by: str
    source: str
    parts: tuple[Part, ...] = ()
    order: Floats | None = None
    statements: tuple[tuple[str, Booleans], ...] = ()


def aims_of(
    file: GameFile,
    document: Document,
    form: Form,
    known: Vocabulary,
    playing: Sequence[str],
    minerals: Collection[str],
    labels: Labels,
) -> list[Aim]:
    """Aims of the parties that play. `minerals`: those that the game's deals touch.

    Errors  GameError naming the preference: an unknown mineral, party or option, a statement that says nothing, a
            cyclic ranking.
    """
    found = []
    reader = _Reader(file, document, form, known, frozenset(minerals), labels)
    for n, preference in enumerate(file.preferences):
        if preference.party in playing:
            found.append(reader.aim(preference, ("preferences", n)))
    return found


@dataclass(frozen=True)
class _Reader:
    file: GameFile
    document: Document
    form: Form
    known: Vocabulary
    minerals: frozenset[str]
    labels: Labels

    def aim(self, preference: ByStakes | ByStatements | ByRanking, path: Path_) -> Aim:
        source = preference.source or self.file.source
        if isinstance(preference, ByStakes):
            parts = tuple(self.part(preference, n, (*path, "terms", n), source) for n in range(len(preference.terms)))
            self.require_distinct(parts, path)
            return Aim(preference.party, "stakes", source, parts)
        if isinstance(preference, ByStatements):
            return self.by_statements(preference, path, source)
        where = [self.document.where((*path, "ranking", n)) for n in range(len(preference.ranking))]
        return Aim(preference.party, "ranking", source, order=ranked(preference.ranking, self.form, where))

    def part(self, preference: ByStakes, n: int, path: Path_, source: str) -> Part:
        term = preference.terms[n]
        held = None
        if term.statement is not None:
            held = self.statement(term.statement, (*path, "statement")).astype(np.float64)
        else:
            self.check_figure(preference.party, term, path)
        return Part(preference.party, term, term.source or source, held)

    def by_statements(self, preference: ByStatements, path: Path_, source: str) -> Aim:
        if len(preference.statements) > MOST_STATEMENTS:
            raise GameError(
                f"{self.document.where((*path, 'statements'))}: {len(preference.statements)} statements in order. "
                f"A party has at most {MOST_STATEMENTS}, since each outweighs all later ones. Leave the last ones out."
            )
        held = [self.statement(text, (*path, "statements", n)) for n, text in enumerate(preference.statements)]
        said = tuple(zip(preference.statements, held, strict=True))
        return Aim(preference.party, "statements", source, order=prioritised(held), statements=said)

    def statement(self, text: str, path: Path_) -> Booleans:
        """Where a statement holds; one that no choice of options can make true contradicts itself."""
        where = self.document.where(path)
        read = parse(text, self.known, where)
        if not read.holds(self.every_choice).any():
            raise GameError(
                f"{where}: the statement '{text}' contradicts itself: no choice of options makes it true. A preference "
                "says what can be. Mend or delete it."
            )
        return read.holds(self.form.taken)

    @property
    def every_choice(self) -> Booleans:
        """Options over all codes, infeasible ones too. [options, 2^options]."""
        codes = np.arange(self.form.feasible.size)
        found: Booleans = (codes[None, :] >> np.arange(len(self.form.labels))[:, None]) & 1 == 1
        return found

    def check_figure(self, party: str, term: Term, path: Path_) -> None:
        """A figure of the stakes has a party that statistics know, and a mineral that some deal touches."""
        who = term.of or party
        places = {*self.labels.places, *self.labels.groups}
        if who not in places:
            field = (*path, "of") if term.of else path
            raise GameError(
                f"{self.document.where(field)}: the figure '{term.figure}' is asked of '{who}', which is no place or "
                f"group of the data edition. {hint(who, places)}Figures are those of such parties. Name one with "
                "'of', or weigh a statement."
            )
        if term.mineral is not None and term.mineral not in self.minerals:
            raise GameError(
                f"{self.document.where((*path, 'mineral'))}: no deal of this game touches '{term.mineral}'. "
                f"{hint(term.mineral, self.minerals)}Minerals of its deals: "
                f"{', '.join(sorted(self.minerals)) or 'none'}. Name one of them."
            )
        if not self.minerals:
            raise GameError(
                f"{self.document.where(path)}: the figure '{term.figure}' has no deal behind it. Stakes come from "
                "deals. List the deals under 'deals', or weigh a statement."
            )

    def require_distinct(self, parts: Sequence[Part], path: Path_) -> None:
        keys = [part.key for part in parts]
        for n, key in enumerate(keys):
            if key in keys[:n]:
                raise GameError(
                    f"{self.document.where((*path, 'terms', n))}: '{parts[n].term.label}' is weighed twice. A part "
                    "stands once. Add the two weights, or delete one."
                )
        if all(part.term.weight.low == part.term.weight.high == 0 for part in parts):
            raise GameError(
                f"{self.document.where((*path, 'terms'))}: every weight of '{parts[0].party}' is 0, so that it is "
                "indifferent to everything. A party wants something. Give one weight another value."
            )
