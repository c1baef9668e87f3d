"""What an edition keeps from the one before, where its publisher's new file is not there; and what it is called."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.formats import customs, downloads
from orecast.sources.readers import baci, complete, eu, prices, usgs, wgi, wmd
from orecast.sources.registry import Registry, checksum, data_folder
from orecast.sources.tables import load

VERSION = re.compile(r"V\d{6}\w*|20\d\d")


def require_inputs(folder: Path) -> None:
    """Require a folder with at least one file that an edition can be made of.

    Errors  DataError where nothing in it is known.
    """
    if not folder.is_dir() or not (
        downloads.found(folder).files or any((folder / name).is_file() for name in downloads.EXTRACTS)
    ):
        raise DataError(
            f"{folder} holds no file that an edition is built from. Put publishers' downloads there as they come "
            "(docs/how-to/refresh-the-data.md lists them), or give the right folder to 'orecast data build --from DIR'."
        )


@dataclass(frozen=True)
class Kept:
    """The embedded edition, to fall back on where `folder` lacks a file; each time it is used, `say` tells."""

    folder: Path
    say: Callable[[str], None]

    def has(self, *names: str) -> bool:
        """True where every raw input of these names is there, as an extract or as its publisher's file."""
        return all(downloads.has(self.folder, name) for name in names)

    def whole(self, file: str) -> Any:
        """A table of the embedded edition that is not typed by the dictionary: GeoJSON, or a csv as text."""
        self.say(f"kept from the edition before: {file}")
        path = data_folder() / file
        if path.suffix == ".geojson":
            return json.loads(path.read_text(encoding="utf-8"))
        return pd.read_csv(path, dtype=str, keep_default_na=False)

    def table(self, name: str) -> pd.DataFrame:
        """A table of the embedded edition."""
        self.say(f"kept from the edition before: {name}")
        return load(name).frame

    def own(self, name: str, publisher: str, made: pd.DataFrame | None) -> pd.DataFrame:
        """`made`, or without it the publisher's rows of the embedded table."""
        if made is not None:
            return made
        self.say(f"kept from the edition before: {name} of {publisher}")
        frame = load(name).frame
        return frame[frame["publisher"].eq(publisher)]

    def flows(self, places: pd.DataFrame, codes: frozenset[str], later: frozenset[str] = frozenset()) -> pd.DataFrame:
        """Customs flows of a release or the extract; those of the embedded edition without either.

        `later`: codes that the extract lacks, of one year in a later classification (trade_codes.csv). Where neither
        a release nor the extract has one of them, it comes from its own file, else from the embedded edition.
        Errors  DataError for a release with a year missing between 2017 and its last.
        """
        if not self.has(baci.EXTRACT):
            return self.table("flows")
        self._require_years()
        before = load("flows").frame
        flows = baci.read_flows(self.folder, places, codes | frozenset(before["code"].astype(str)))
        lacking = later - frozenset(flows["code"])
        newer = complete.read_complete(self.folder, places, lacking) if self.has(complete.FILE) else before
        both = pd.concat([flows, newer[newer["code"].isin(lacking)]], ignore_index=True)
        return both.sort_values(["code", "year", "exporter", "importer"], ignore_index=True)

    def _require_years(self) -> None:
        years = {file.year for file in customs.year_files(downloads.found(self.folder).files.get(downloads.BACI, ()))}
        if years and (missing := sorted(set(range(baci.FIRST_YEAR, max(years) + 1)) - years)):
            raise DataError(
                f"the release of BACI lacks the years {', '.join(map(str, missing))}; an edition holds every year "
                f"since {baci.FIRST_YEAR} from one release. Put the whole zip of CEPII there."
            )

    def prices(self, made: pd.DataFrame) -> pd.DataFrame:
        """`made` and, where the file of an embedded price is not there, that price."""
        absent = [who for name, who in prices.PUBLISHERS.items() if not self.has(name)]
        if not absent:
            return made
        before = load("prices").frame
        keys = ["mineral", "year"]
        stay = before[before["publisher"].isin(absent)]
        both = pd.concat([stay, made]).drop_duplicates(keys)
        self.say(f"kept from the edition before: {len(stay)} prices of {', '.join(absent)}")
        return both.sort_values(keys, ignore_index=True)

    def governance(self, made: pd.DataFrame) -> pd.DataFrame:
        """`made` and the embedded measures that no file gave."""
        if self.has(*wgi.READERS):
            return made
        before = load("governance").frame
        missing = before[~before["measure"].isin(set(made["measure"]))]
        if len(missing):
            self.say(f"kept from the edition before: governance, {', '.join(sorted(set(missing['measure'])))}")
        return pd.concat([made, missing]).sort_values(["measure", "place", "year"], ignore_index=True)

    def counts(self, made: pd.DataFrame) -> pd.DataFrame:
        """Counts of what was left out, those of the embedded edition for publishers without a new file."""
        if self.has(baci.EXTRACT, wmd.FILE, prices.PINK_FILE, eu.SUPPLIERS_FILE, *usgs.FILES):
            return made
        before = load("left_out").frame
        return pd.concat([made, before[~before["publisher"].isin(set(made["publisher"]))]], ignore_index=True)


def publishers_editions(folder: Path) -> dict[str, str]:
    """Table -> the release it was made of, where a publisher's own file was read."""
    named = {
        downloads.BACI: ("flows",),
        downloads.MINING: ("production",),
        downloads.WGI: ("governance",),
        downloads.PINK: ("prices",),
        downloads.SURVEY: ("reserves", "capacity"),
    }
    found: dict[str, str] = {}
    for kind, tables in named.items():
        paths = downloads.found(folder).files.get(kind, ())
        for table in tables if paths else ():
            marks = {mark for path in paths for mark in VERSION.findall(path.stem)}
            found[table] = f"{kind}, {', '.join(sorted(marks)) or paths[0].name}"
    return found


def renamed(registry: Registry, before: Registry, name: str | None, releases: Mapping[str, str]) -> Registry:
    """The registry with its edition's name, and the releases that built tables were made of."""
    tables = dict(registry.tables)
    for table, release in releases.items():
        tables[table] = replace(tables[table], edition=release)
    built = [entry for entry in tables.values() if entry.made_by == "build"]
    same = all(entry.name in before.tables and before.tables[entry.name].sha256 == entry.sha256 for entry in built)
    mark = checksum("".join(entry.sha256 for entry in built).encode())[:8]
    own = before.edition if same else f"{before.edition.partition('+')[0]}+{mark}"
    return Registry(name or own, tables)
