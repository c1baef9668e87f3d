"""From the statements of a file to a form: feasible states, allowed moves, today; a contradiction is named."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from orecast._ground.arrays import Booleans
from orecast._ground.errors import GameError
from orecast.deals.reading import Document, Path_
from orecast.games.form import Form, form_of
from orecast.games.schema import GameFile, Irreversible, Rule
from orecast.games.statements import Statement, Vocabulary, parse, vocabulary

Excluded = tuple[Path_, Statement, Booleans]
"""Where a rule stands, its statement, and the states (over codes) that it rules out."""


def form_from(file: GameFile, document: Document, playing: Sequence[str], fixed: Mapping[str, bool]) -> Form:
    """Form of a game for the parties that play; options of the others are `fixed`.

    Errors  GameError naming the statement: contradictory rules, no state left, an unknown option.
    """
    options = {party.party: [one.option for one in party.options] for party in file.parties if party.party in playing}
    once = _once(file, document, options, fixed)
    form = form_of(options, moves=once)
    known = vocabulary(form.labels, fixed)
    form = form_of(options, _feasible(file, document, form, known), once)
    for n, rule in enumerate(file.irreversible):
        if rule.party in options:
            form = _without_move(form, rule, ("irreversible", n), document)
    return form


def _feasible(file: GameFile, document: Document, form: Form, known: Vocabulary) -> Booleans:
    """States that every rule allows. [2^options]."""
    found: list[Excluded] = []
    left = np.ones(form.feasible.size, dtype=bool)
    for kind, rules in (("never", file.never), ("always", file.always)):
        for n, rule in enumerate(rules):
            path: Path_ = (kind, n, "statement")
            statement = parse(rule.statement, known, document.where(path))
            held = statement.holds(form.taken)
            excluded = held if kind == "never" else ~held
            left &= ~excluded
            found.append((path, statement, excluded))
            if not left.any():
                raise _contradiction(found, document)
    return left


def _contradiction(found: Sequence[Excluded], document: Document) -> GameError:
    """The error for rules that leave no state: alone, in a pair, or only all together."""
    (path, statement, excluded), *_ = found[::-1]
    head = f"{document.where(path)}: the statement '{statement.text}' under '{path[0]}'"
    step = "A game needs one state or more. Loosen or delete one of them."
    if excluded.all():
        always = "holds in every state" if path[0] == "never" else "holds in no state"
        return GameError(f"{head} {always}, so that no state is feasible. {step.replace('one of them', 'it')}")
    for other, against, gone in found[:-1]:
        if (gone | excluded).all():
            return GameError(
                f"{head} contradicts '{against.text}' ({document.where(other)}): together they leave no state. {step}"
            )
    for (one, first, gone), (two, second, also) in combinations(found[:-1], 2):
        if (gone | also | excluded).all():
            return GameError(
                f"{head} contradicts '{first.text}' ({document.where(one)}) with '{second.text}' "
                f"({document.where(two)}): together they leave no state. {step}"
            )
    return GameError(f"{head} rules out the last state that the {len(found) - 1} rules before it left. {step}")


def _once(
    file: GameFile, document: Document, options: Mapping[str, Sequence[str]], fixed: Mapping[str, bool]
) -> dict[str, str]:
    """Options that are taken or dropped for good."""
    labels = tuple(f"{party}.{one}" for party, own in options.items() for one in own)
    known = vocabulary(labels, fixed)
    found = {}
    for n, rule in enumerate(file.irreversible):
        if rule.option is not None:
            position = option_at(rule.option, known, document.where(("irreversible", n, "option")))
            if position is not None:
                found[labels[position]] = f"once-{rule.once}"
        elif rule.party not in {party.party for party in file.parties}:
            raise unknown_party(rule.party or "", file, document, ("irreversible", n, "party"))
    return found


def option_at(name: str, known: Vocabulary, where: str) -> int | None:
    """Position of an option, None for one whose value is fixed. Errors: GameError for an unknown one."""
    if name not in known.options and name not in known.fixed:
        parse(name, known, where)  # an unknown name is refused there, with its near ones
        raise GameError(
            f"{where}: '{name}' is more than one option. Options stand one by one here. Options: "
            f"{', '.join(known.names)}. Name one."
        )
    return known.options.get(name)


def _without_move(form: Form, rule: Irreversible, path: Path_, document: Document) -> Form:
    """The form without the moves of a party from strategies where `from` holds to those where `to` does."""
    party = form.parties.index(rule.party or "")
    own = form.options[party]
    strategies = np.arange(2 ** len(own))
    taken = (strategies[None, :] >> np.arange(len(own))[:, None]) & 1 == 1
    known = vocabulary(tuple(f"{rule.party}.{one}" for one in own))
    before = parse(rule.from_ or "", known, document.where((*path, "from"))).holds(taken)
    after = parse(rule.to or "", known, document.where((*path, "to"))).holds(taken)
    allowed = list(form.allowed)
    allowed[party] = allowed[party] & ~(before[:, None] & after[None, :])
    return replace(form, allowed=tuple(allowed))


def unknown_party(name: str, file: GameFile, document: Document, path: Path_) -> GameError:
    """The error for a party that the game does not have."""
    from orecast.deals.faults import hint

    parties = [party.party for party in file.parties]
    return GameError(
        f"{document.where(path)}: unknown party '{name}'. {hint(name, parties)}Parties of this game: "
        f"{', '.join(parties)}. Name one of them."
    )


def today_of(file: GameFile, document: Document, form: Form, known: Vocabulary) -> int | None:
    """Place of today's state, None where the game gives none.

    Errors  GameError where it is no state of the game, with the rule that excludes it.
    """
    if file.today is None:
        return None
    if file.today.state is not None:
        letters, path = file.today.state, ("today", "state")
    else:
        taken = {option_at(name, known, document.where(("today", "taken", n))) for n, name in enumerate(_taken(file))}
        letters, path = "".join("NY"[n in taken] for n in range(len(form.labels))), ("today", "taken")
    try:
        return form.state(letters)
    except GameError as error:
        raise GameError(
            f"{document.where(path)}: today, {error}{_excluding(file, document, letters, known)}"
        ) from error


def _taken(file: GameFile) -> list[str]:
    return (file.today.taken or []) if file.today else []


def _excluding(file: GameFile, document: Document, letters: str, known: Vocabulary) -> str:
    """The rule that excludes a state, as a sentence to end a message with."""
    at = np.array([[letter in "Yy"] for letter in letters])
    if len(at) != len(set(known.options.values())):
        return ""
    rules: list[tuple[str, int, Rule]] = [("never", n, rule) for n, rule in enumerate(file.never)]
    rules += [("always", n, rule) for n, rule in enumerate(file.always)]
    for kind, n, rule in rules:
        path: Path_ = (kind, n, "statement")
        held = bool(parse(rule.statement, known, document.where(path)).holds(at)[0])
        if held == (kind == "never"):
            return f" It breaks '{rule.statement}' ({document.where(path)})."
    return ""
