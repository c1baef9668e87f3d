"""Options that every command spells the same way."""

from pathlib import Path
from typing import Annotated, Literal

import typer

ArticlePlace = Annotated[
    str,
    typer.Argument(
        metavar="ARTICLE",
        help="A text or HTML file, an http(s) address, or '-' for standard input.",
        show_default=False,
    ),
]
ReaderName = Annotated[
    Literal["rules", "llm"],
    typer.Option("--reader", help="Who reads: rules, or the language model of ORECAST_LLM_ADDRESS, _MODEL and _KEY."),
]
Send = Annotated[bool, typer.Option("--send", help="With --reader llm: send the article to that language model.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout instead of a table.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="CSV instead of a table: on stdout, or in the file of -o.")]
AsParquet = Annotated[bool, typer.Option("--parquet", help="Parquet instead of a table, in the file of -o.")]
TableName = Annotated[
    str | None, typer.Option("--table", help="Which of the tables --csv and --parquet write.", show_default=False)
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Where to write.", show_default=False)]
OutputFile = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="File to write: .csv, .parquet or .json.", show_default=False),
]
ForceFile = Annotated[bool, typer.Option("--force", help="Replace the file of -o if it exists.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws: the same seed repeats the numbers.")]
Overlays = Annotated[
    list[Path] | None,
    typer.Option("--overlay", help="Overlay file that changes assumptions; more than one apply in order."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no messages on stderr.")]
Draws = Annotated[int, typer.Option("--draws", min=1, help="Number of draws of --after.")]
Minerals = Annotated[
    list[str] | None, typer.Option("--mineral", help="A mineral; may be repeated. All without it.", show_default=False)
]
Places = Annotated[
    list[str] | None,
    typer.Option("--place", help="A place or group; may be repeated. All without it.", show_default=False),
]
Groups = Annotated[
    list[str] | None,
    typer.Option(
        "--group", help="A union or a group of suppliers: NAME=PLACE,PLACE, or eu, oecd; may be repeated.",
        show_default=False,
    ),
]  # fmt: skip
BaseYears = Annotated[str, typer.Option("--years", help="Base years, as 2022-2024 or 2023: their mean is taken.")]
AfterDeals = Annotated[
    list[str] | None,
    typer.Option("--after", help="A deal, by name or .yaml file: without and with it.", show_default=False),
]
AllowIncomplete = Annotated[bool, typer.Option("--allow-incomplete", help="Minerals whose flows are incomplete too.")]
