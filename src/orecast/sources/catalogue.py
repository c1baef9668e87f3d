"""What the edition holds, as rows for `orecast data list` and `orecast minerals`."""

from dataclasses import dataclass
from pathlib import Path

from orecast.sources.registry import data_folder, read_registry
from orecast.sources.stages import stage_markets
from orecast.sources.tables import load


@dataclass(frozen=True)
class Listing:
    """One table of the edition, as shown by `orecast data list`."""

    table: str
    title: str
    rows: int
    kilobytes: float
    publisher: str
    edition: str
    licence: str
    made_by: str


@dataclass(frozen=True)
class MineralRow:
    """One mineral, or a later stage of one (`stage_of`), as shown by `orecast minerals`."""

    mineral: str
    name: str
    unit: str
    account: str
    stage: str
    stage_of: str
    stage_label: str
    codes_missing: str
    aliases: tuple[str, ...]


def describe(folder: Path | None = None) -> list[Listing]:
    """Every table of the edition in the order of names, with size, publisher and licence."""
    folder = folder or data_folder()
    return [
        Listing(
            name,
            entry.title,
            entry.rows,
            round((folder / entry.file).stat().st_size / 1000, 1),
            entry.publisher,
            entry.edition,
            entry.licence,
            entry.made_by,
        )
        for name, entry in sorted(read_registry(folder).tables.items())
    ]


def minerals() -> list[MineralRow]:
    """Every mineral of World Mining Data and every later stage with a balance: what is counted, carried and missed."""
    frame = load("minerals").frame
    later = stage_markets(load("stages").frame)
    return [
        MineralRow(
            str(row.mineral),
            str(row.name),
            str(row.unit),
            str(row.account),
            str(row.stage),
            later[str(row.mineral)].of if str(row.mineral) in later else "",
            str(row.stage_label),
            str(row.codes_missing),
            tuple(alias for alias in str(row.aliases).split(";") if alias),
        )
        for row in frame.itertuples(index=False)
    ]
