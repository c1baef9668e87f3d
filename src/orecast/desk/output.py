"""Results appear whole or not at all: a sibling temporary folder, renamed at the end."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orecast._ground.errors import OutputError

MANIFEST = "orecast-manifest.json"


@contextmanager
def folder_of_results(folder: Path, manifest: Mapping[str, Any], force: bool = False) -> Iterator[Path]:
    """A temporary sibling of `folder` to write into, its manifest in it.

    It takes the folder's name when the block ends without fault.

    Errors  OutputError when `folder` is a file, holds something Orecast did not make (unless `force`), or cannot
            be written. On any fault, Ctrl-C included, what stood there before stands there still.
    """
    folder = folder.absolute()
    check_place(folder, force)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as fault:
        raise OutputError(f"cannot write to {folder.parent}: {fault.strerror}. Name another folder with -o.") from fault
    try:
        write_json(made / MANIFEST, {"made_by": "orecast", **manifest})
        yield made
        _rename(made, folder)
    except OSError as fault:
        raise OutputError(
            f"cannot write {folder}: {fault.strerror}. Free the place or name another with -o."
        ) from fault
    finally:
        shutil.rmtree(made, ignore_errors=True)


def write_file(path: Path, content: bytes) -> None:
    """Write one file, whole or not at all.

    Errors  OutputError where it cannot be written; what stood there before stands there still.
    """
    path = path.absolute()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as fault:
        raise OutputError(f"{path} cannot be written: {fault.strerror}. Name another place with -o.") from fault
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        made.chmod(0o666 & ~_umask())
        made.replace(path)
    except OSError as fault:
        raise OutputError(f"{path} cannot be written: {fault.strerror}. Name another place with -o.") from fault
    finally:
        made.unlink(missing_ok=True)


def write_json(path: Path, value: object) -> None:
    """Write `value` as JSON, readable and without NaN. Errors: ValueError where a NaN was left in."""
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def check_place(folder: Path, force: bool) -> None:
    """Refuse a place that a brief would spoil. Errors: OutputError for a file, or a folder that others filled."""
    if folder.is_file():
        raise OutputError(f"{folder} is a file; a brief is a folder. Name another place with -o.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file() and not force:
        raise OutputError(
            f"{folder} is not empty and was not made by Orecast (no {MANIFEST} in it). Nothing that others made is "
            "replaced. Name another folder with -o, or replace this one with --force."
        )


def _rename(made: Path, folder: Path) -> None:
    """Put `made` in the place of `folder`, keeping the old one until the new one stands."""
    made.chmod(0o777 & ~_umask())
    if not folder.exists():
        made.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    folder.rename(old / "was")
    try:
        made.rename(folder)
    except OSError:
        (old / "was").rename(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
