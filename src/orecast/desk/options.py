"""Options that every command spells the same way."""

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout instead of a table.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Where to write.", show_default=False)]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws: the same seed repeats the numbers.")]
Overlays = Annotated[
    list[Path] | None,
    typer.Option("--overlay", help="Overlay file that changes assumptions; more than one apply in order."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no messages on stderr.")]
