"""What a run was made of, so that it can be repeated."""

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from orecast import __version__
from orecast.deals.overlay import Overlay
from orecast.deals.schema import Deal
from orecast.deals.shelf import to_yaml
from orecast.world import World

PACKAGES = ("numpy", "scipy", "xarray", "pandas")
REFERENCE_YEAR = 2025  # of a run that names none: result year h is the calendar year 2025 + h


@dataclass(frozen=True)
class Manifest:
    """Same manifest, machine, lock, threads and chunk: the same numbers bit for bit; otherwise within 1e-9."""

    edition: str
    orecast: str
    base_years: tuple[int, ...]
    deals: tuple[tuple[str, str], ...]  # name, sha256 of its YAML
    events: tuple[tuple[str, str], ...]
    draws: int
    seed: int
    years: tuple[int, ...]
    chunk: int
    threads: int
    allow_incomplete: bool
    python: str
    machine: str
    packages: tuple[tuple[str, str], ...]
    reference_year: int = REFERENCE_YEAR
    overlays: tuple[tuple[str, str], ...] = ()  # name, sha256; the deals' own hashes are of the deals as changed

    @property
    def id(self) -> str:
        """Twelve characters that name this run wherever its numbers are shown."""
        text = json.dumps(self.plain(named=False), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def plain(self, named: bool = True) -> dict[str, Any]:
        """The manifest in plain values, as it is written to manifest.json."""
        return {"id": self.id, **asdict(self)} if named else asdict(self)

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> "Manifest":
        """The manifest that `plain` wrote."""
        frozen = {name: _frozen(value) for name, value in values.items() if name != "id"}
        return cls(**frozen)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def manifest_of(
    world: World,
    deals: Sequence[Deal],
    events: Sequence[Deal],
    draws: int,
    seed: int,
    years: Sequence[int],
    chunk: int,
    threads: int,
    allow_incomplete: bool,
    reference_year: int = REFERENCE_YEAR,
    overlays: Sequence[Overlay] = (),
) -> Manifest:
    """Manifest of a run on this machine."""
    return Manifest(
        edition=str(world.edition),
        orecast=__version__,
        base_years=tuple(world.years),
        deals=tuple((deal.name, fingerprint(deal)) for deal in deals),
        events=tuple((event.name, fingerprint(event)) for event in events),
        draws=draws,
        seed=seed,
        years=tuple(years),
        chunk=chunk,
        threads=threads,
        allow_incomplete=allow_incomplete,
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        packages=tuple((name, version(name)) for name in PACKAGES),
        reference_year=reference_year,
        overlays=tuple((overlay.name, fingerprint(overlay)) for overlay in overlays),
    )


def fingerprint(deal: Deal | Overlay) -> str:
    """sha256 of the content of a deal or overlay, whatever its layout."""
    return hashlib.sha256(to_yaml(deal).encode()).hexdigest()
