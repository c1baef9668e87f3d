"""What a command hands out besides its tables in the terminal: JSON, CSV or Parquet, on stdout or in a file.

One mechanism for every command. `wanted` reads the options before anything is computed; `Wanted.give` writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from orecast._ground.errors import LabelError, OutputError
from orecast._ground.labels import suggestion
from orecast.desk import terminal

if TYPE_CHECKING:
    from orecast.desk.sheets import Tables

Kind = Literal["screen", "json", "csv", "parquet"]
KINDS: Mapping[str, Kind] = {".csv": "csv", ".parquet": "parquet", ".json": "json"}


@dataclass(frozen=True)
class Wanted:
    """The form asked for. `path` None is stdout; `table` None is the command's first table."""

    kind: Kind
    path: Path | None = None
    table: str | None = None
    quiet: bool = False

    def give(self, plain: object, tables: "Tables") -> bool:
        """Write what is asked for; False where the command is to print its tables on the screen.

        `plain`: what --json prints. `tables`: rows by name of the table, the one meant without --table first.
        Errors  LabelError for a table that the command does not have; OutputError for a file that cannot be written.
        """
        if self.kind == "screen":
            return False
        if self.kind == "json" and self.path is None:
            terminal.print_json(plain)
            return True
        from orecast.desk import sheets

        if self.kind == "json":
            content, told = terminal.json_text(plain).encode(), "JSON"
        else:
            frame = sheets.frame_of(tables[self._name(tables)])
            content = sheets.csv_bytes(frame) if self.kind == "csv" else sheets.parquet_bytes(frame)
            told = f"{len(frame)} rows"
        self._put(content, told)
        return True

    def _name(self, tables: "Tables") -> str:
        name = self.table or next(iter(tables))
        if name not in tables:
            hint = suggestion(name, tuple(tables))
            raise LabelError(
                f"unknown table '{name}' of this command. {hint + ' ' if hint else ''}Tables: {', '.join(tables)}. "
                "Name one of them with --table."
            )
        return name

    def _put(self, content: bytes, told: str) -> None:
        from orecast.desk.output import write_file

        if self.path is None:
            typer.echo(content.decode(), nl=False)
            return
        write_file(self.path, content)
        terminal.messages(self.quiet).print(f"Wrote {self.path} ({told}).", markup=False)


def wanted(
    as_json: bool = False,
    as_csv: bool = False,
    as_parquet: bool = False,
    output: Path | None = None,
    table: str | None = None,
    force: bool = False,
    quiet: bool = False,
) -> Wanted:
    """The form that the options ask for; the ending of `output` says it where no option does.

    Errors  BadParameter (exit code 2) for options that exclude each other; OutputError for an ending that is not
            known or not that of the option, a file that exists, or a folder that is not there.
    """
    named: list[Kind] = [kind for kind, is_on in _flags(as_json, as_csv, as_parquet) if is_on]
    if len(named) > 1:
        raise typer.BadParameter("choose one of --json, --csv and --parquet", param_hint=f"--{named[1]}")
    kind = named[0] if named else None
    if output is not None:
        kind = _kind_of(output, kind)
        _check_place(output, force)
    elif kind == "parquet":
        raise typer.BadParameter("Parquet is not text: name a file with -o FILE.parquet", param_hint="--parquet")
    if table is not None and kind not in ("csv", "parquet"):
        raise typer.BadParameter("it chooses what --csv and --parquet write; add one of them", param_hint="--table")
    return Wanted(kind or "screen", output, table, quiet)


def _flags(as_json: bool, as_csv: bool, as_parquet: bool) -> tuple[tuple[Kind, bool], ...]:
    return ("json", as_json), ("csv", as_csv), ("parquet", as_parquet)


def _kind_of(output: Path, kind: Kind | None) -> Kind:
    """The form of a file by its ending, which an option must not contradict."""
    ending = KINDS.get(output.suffix.lower())
    if ending is None:
        raise OutputError(
            f"{output}: the ending '{output.suffix}' is not known. A file ends in {', '.join(KINDS)}; rename it."
        )
    if kind is not None and kind != ending:
        raise OutputError(f"{output} ends in {output.suffix}, but --{kind} is asked for. Change one of them.")
    return ending


def _check_place(output: Path, force: bool) -> None:
    """Refuse, before anything is computed, a file that would be lost or has no folder."""
    if output.is_dir():
        raise OutputError(f"{output} is a folder; one table goes to a file. Name a file with -o.")
    if output.exists() and not force:
        raise OutputError(f"{output} exists, and no file is replaced unasked. Name another with -o, or add --force.")
    if not output.absolute().parent.is_dir():
        raise OutputError(f"{output}: there is no folder {output.absolute().parent}. Make it, or name another file.")
