"""The command line: `orecast COMMAND`.

Conventions, the same for every command: results on stdout, progress and messages on stderr; `--json` for machines,
`-o` for a place to write, `--seed` to repeat, `-q` for silence on stderr. Exit codes: 0 done, 1 Orecast refuses
(the message says what, where, the rule and the next step), 2 the command line is wrong, 130 stopped with Ctrl-C.
Nothing heavy is imported here: each command imports its rooms when it runs.
"""

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from orecast._ground.errors import OrecastError
from orecast._ground.process import be_ours
from orecast.desk import terminal
from orecast.desk.commands import (
    assumptions,
    brief,
    check,
    data,
    deal,
    minerals,
    play,
    read,
    risk_group,
    verify,
    world,
)

INTERRUPTED = 130
"""Exit code after Ctrl-C, ours and typer's."""
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""Read by linear algebra libraries when they are loaded: our matrices are small, and threads that wait cost more."""

app = typer.Typer(
    name="orecast",
    help="Judge minerals diplomacy: what a deal changes in the world's mineral markets, for whom, by when, how surely.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def print_version(wanted: bool) -> None:
    """Print the version and the data edition, then stop."""
    if wanted:
        from orecast import __version__
        from orecast.desk.edition import data_edition

        typer.echo(f"orecast {__version__}, data edition {data_edition()}")
        raise typer.Exit


@app.callback()
def orecast(
    version: Annotated[
        bool,
        typer.Option("--version", "-V", is_eager=True, callback=print_version, help="Print version and data edition."),
    ] = False,
) -> None:
    """Judge minerals diplomacy: what a deal changes in the world's mineral markets, for whom, by when, how surely."""


app.add_typer(data.app, name="data")
app.add_typer(deal.app, name="deal")
app.command(name="minerals")(minerals.minerals)
app.command(name="world")(world.world)
app.add_typer(risk_group.app, name="risk")
app.command(name="brief")(brief.brief)
app.command(name="assumptions")(assumptions.assumptions)
app.command(name="play")(play.play)
app.command(name="read")(read.read)
app.command(name="check")(check.check)
app.command(name="verify")(verify.verify)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end with its exit code; the console script `orecast` starts here.

    Ctrl-C ends the process at once: what was begun is cleared away by then, and no thread is waited for.
    """
    for variable in ONE_THREAD:
        os.environ.setdefault(variable, "1")
    be_ours()
    try:
        app(args=arguments, prog_name="orecast")
    except OrecastError as error:
        terminal.say_error(str(error))
        raise SystemExit(1) from None
    except (KeyboardInterrupt, SystemExit) as stop:
        if isinstance(stop, SystemExit) and stop.code != INTERRUPTED:
            raise
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
