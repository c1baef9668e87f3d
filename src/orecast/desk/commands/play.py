"""`orecast play`: which states of a game hold, what would flip them, what a party would have to want, and replies."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orecast._ground.errors import OutputError
from orecast.desk import terminal
from orecast.desk.options import AsCsv, AsJson, AsParquet, ForceFile, OutputFile, Overlays, Quiet, Seed, TableName
from orecast.desk.wanted import Wanted, wanted

if TYPE_CHECKING:
    from orecast.games import Game, Outcome


def play(
    game: Annotated[
        str | None, typer.Argument(metavar="GAME", help="A game of the library by name, or the path of a .yaml.")
    ] = None,
    include: Annotated[
        list[str] | None, typer.Option("--with", metavar="PARTY", help="An optional party that takes part.")
    ] = None,
    want: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--want", metavar="PARTY STATE", help="What would have to be true for the party to prefer the state."
        ),
    ] = None,
    over: Annotated[
        str | None, typer.Option("--over", metavar="STATE", help="With --want: the state to prefer it to.")
    ] = None,
    reply: Annotated[
        str | None, typer.Option("--reply", metavar="STATE", help="Counter-moves of each party in a state, solved.")
    ] = None,
    move: Annotated[
        list[str] | None, typer.Option("--move", metavar="MOVE", help="With --reply: only this counter-move.")
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Check every claimed stability by definition.")] = False,
    show: Annotated[
        bool, typer.Option("--show", help="Show the game itself: every statement with its source.")
    ] = False,
    copy: Annotated[
        Path | None, typer.Option("--copy", metavar="FILE.yaml", help="Write a copy of the game, to be edited.")
    ] = None,
    draws: Annotated[int, typer.Option("--draws", min=1, help="Number of draws.")] = 1000,
    seed: Seed = 2025,
    overlay: Overlays = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    table: TableName = None,
    output: OutputFile = None,
    force: ForceFile = False,
    quiet: Quiet = False,
) -> None:
    """Play a game: the states in which it settles, in what share of draws, and what would flip them. Without a game,
    list those of the library.

    A state is written as letters (YNNNNYY, one for each option), as 'today', or as the options that are taken, joined
    by '+' (usa.reopen+rus.aluminium).
    Tables: states, parties, moves, path, flips, agreements, gains, payments, hinges; with --want: changes; with
    --reply: replies; with --show: statements; with --verify: failed; without a game: games.
    """
    asked = wanted(as_json, as_csv, as_parquet, output, table, force, quiet)
    if game is None:
        show_library(asked)
        return
    from orecast.games import load_game

    loaded = load_game(game, include or ())
    if copy is not None:
        write_copy(game, copy, force, quiet)
    elif show:
        show_game(loaded, asked)
    elif reply is not None:
        show_replies(loaded, reply, move or (), draws, seed, asked, quiet)
    else:
        outcome = played(loaded, draws, seed, overlay or (), quiet)
        if want is not None:
            show_wanted(outcome, want, over, asked)
        elif verify:
            show_verified(outcome, asked)
        else:
            show_outcome(outcome, asked)


def played(game: "Game", draws: int, seed: int, overlays: Sequence[Path], quiet: bool) -> "Outcome":
    """The outcome, with progress on stderr while the markets are solved."""
    from orecast.desk.commands.brief import progress_shown

    if not game.needs_stakes:
        return game.play(draws=draws, seed=seed)
    with progress_shown(quiet) as progress:
        ensemble = game.run(draws=draws, seed=seed, progress=progress, overlays=overlays)
    return game.play(ensemble)


def show_library(asked: Wanted) -> None:
    """The games that come with Orecast."""
    from dataclasses import asdict

    from orecast.games.shelf import library

    entries = [asdict(entry) for entry in library()]
    if asked.give(entries, {"games": entries}):
        return
    rows = [
        [
            entry["name"],
            entry["title"],
            ", ".join(entry["parties"]),
            ", ".join(entry["optional"]),
            f"{entry['states']}",
            f"{entry['judgements']} of {entry['statements']}",
        ]
        for entry in entries
    ]
    columns = ("name", "title", "parties", "optional", "states", "judgements")
    terminal.show_table("Games of the library", columns, rows)


def write_copy(game: str, path: Path, force: bool, quiet: bool) -> None:
    """A copy of a game under the name of its file."""
    from orecast.desk.output import write_file
    from orecast.games.shelf import copied

    if path.suffix not in (".yaml", ".yml"):
        raise typer.BadParameter(f"a game file ends in .yaml; '{path}' does not", param_hint="--copy")
    if path.exists() and not force:
        raise OutputError(
            f"{path} exists, and a copy never replaces a file unasked. Choose another name or add --force."
        )
    write_file(path, copied(game, path.stem).encode())
    terminal.messages(quiet).print(f"Wrote {path}. Next: orecast play {path}")


def show_game(game: "Game", asked: Wanted) -> None:
    """Every statement of a game with its source."""
    from orecast.games.shelf import cited

    rows = [dict(zip(("kind", "statement", "source"), row, strict=True)) for row in cited(game)]
    plain = {"name": game.name, "title": game.file.title, "text": game.file.text, "statements": rows}
    if asked.give(plain, {"statements": rows}):
        return
    terminal.results().print(f"{game.file.title}\n\n{game.file.text}\n")
    terminal.show_table("Statements", tuple(rows[0]), [list(row.values()) for row in rows])
    if game.file.sources:
        terminal.results().print("\nSources\n" + "\n".join(f"  {source}" for source in game.file.sources))


def show_outcome(outcome: "Outcome", asked: Wanted) -> None:
    """States that hold, the path, thresholds and sentences."""
    from orecast.desk.sentences import plain
    from orecast.desk.settling import settling
    from orecast.desk.settling_prose import MEANING

    if asked.kind != "screen" and asked.give(outcome.plain(), outcome.tables()):
        return
    found = settling(outcome)
    console = terminal.results()
    console.print(f"{outcome.game.file.title}\n")
    columns = ("", "state", "settles", "R", "GMR", "SMR", "SEQ", "reached", "against today")
    shares = f"States, shares of {outcome.draws} draws" if outcome.draws > 1 else "States"
    terminal.show_table(shares, columns, [state_row(row) for row in found["states"]])
    console.print(f"\n{MEANING}")
    for said in filter(None, found["sentences"].values()):
        console.print()
        for sentence in said:
            console.print(plain({"game": found}, sentence))


def state_row(row: dict[str, Any]) -> list[str]:
    """A state with its shares in per cent."""
    shares = [percent(row[name]["value"]) for name in ("settles", "R", "GMR", "SMR", "SEQ", "reached")]
    return [row["letter"], row["state"], *shares, row["change"]]


def percent(value: float | None) -> str:
    """A share as '28.7 %'."""
    return "–" if value is None else f"{100 * value:.1f} %"


def show_wanted(outcome: "Outcome", want: tuple[str, str], over: str | None, asked: Wanted) -> None:
    """What would have to be true for a party to prefer a state."""
    party, state = want
    found = outcome.want(party, state, over)
    game, rows = outcome.game, [change.plain() for change in found.changes]
    others = [game.form.vector(other) for other in found.others]
    head = {"party": party, "state": game.form.vector(found.state), "others": others, "share": found.share}
    if asked.give({**head, "changes": rows}, {"changes": rows}):
        return
    console = terminal.results()
    console.print(f"{game.party_name(party)} prefers {head['state']} ({game.words(found.state)})")
    console.print(f"to {', '.join(others)}, or likes it as much, in {percent(found.share)} of draws.\n")
    if not rows:
        console.print("No single change is enough.")
        return
    cells = [[r["what"], r["was"], r["needed"], r["unit"], r["size"], percent(r["share"]), inside(r)] for r in rows]
    columns = ("enough by itself", "now", "needed", "unit", "size of the change", "then", "within its range")
    terminal.show_table("Changes, each by itself enough for half of the draws, the smallest first", columns, cells)


def inside(row: dict[str, Any]) -> str:
    """Whether a weight stays in its range; nothing for a payment."""
    return "" if row["key"] == "payment" else "yes" if row["inside"] else "no"


def show_verified(outcome: "Outcome", asked: Wanted) -> None:
    """Whether the definition bears out what is claimed; exit code 1 where it does not."""
    found = outcome.verify()
    rows = [dict(zip(("concept", "party", "state", "draw"), one, strict=True)) for one in found.failed]
    told = {"claims": found.claims, "rankings": found.rankings, "failed": rows}
    if not asked.give(told, {"failed": rows}):
        terminal.results().print(
            f"{found.claims - len(rows)} of {found.claims} claims on stability hold by definition, in {found.rankings} "
            "different rankings of the states."
        )
    if rows:
        raise typer.Exit(1)


def show_replies(
    game: "Game", state: str, moves: Sequence[str], draws: int, seed: int, asked: Wanted, quiet: bool
) -> None:
    """Counter-moves of each party, the best for itself first."""
    from orecast.desk.commands.brief import progress_shown
    from orecast.games.replies import replies

    at = game.state(state)
    with progress_shown(quiet) as progress:
        found = replies(game, at, moves, draws=draws, seed=seed, progress=progress)
    rows = [one.plain() for one in found]
    if asked.give(rows, {"replies": rows}):
        return
    terminal.results().print(f"In {game.form.vector(at)}: {game.words(at)}\n")
    cells = [[one.party, one.move, percent(one.gains), one.q50, one.q05, one.q95, one.counted] for one in found]
    columns = ("by", "move", "gains in", "median, USD", "5 %", "95 %", "counted by")
    terminal.show_table("Counter-moves: what each changes for its mover, present value", columns, cells)
