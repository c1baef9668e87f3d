"""Open a zip that came from outside: nothing is unpacked to disk, and what it may hold is bounded."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from orecast._ground.errors import DataError

MOST_MEMBERS = 500
MOST_BYTES = 32 * 2**30  # CEPII's BACI in HS92 since 1995 unpacks to about 10 GB
MOST_RATIO = 200  # csv shrinks ten- to thirtyfold, deflate at most a thousandfold: a bomb
SMALL = 2**20  # the ratio of smaller members harms nobody
AGAIN = "Download it again from its publisher."


@contextmanager
def open_archive(path: Path, most_bytes: int = MOST_BYTES) -> Iterator[ZipFile]:
    """The zip at `path`, its list of members checked first.

    Errors  DataError for a file that is no zip or is cut short, too many members, too much to unpack, a member with
            an absolute path or '..', a link, or an encrypted one. A member that ends early is named too.
    """
    try:
        with ZipFile(path) as archive:
            _check(path.name, archive.infolist(), most_bytes)
            yield archive
    except (BadZipFile, EOFError) as fault:
        raise DataError(f"{path.name} is no zip archive or is cut short ({fault}). {AGAIN}") from fault
    except OSError as fault:
        raise DataError(f"{path.name} cannot be read ({fault.strerror or fault}). {AGAIN}") from fault


def _check(name: str, members: list[ZipInfo], most_bytes: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise DataError(f"{name} holds {len(members)} members, and {MOST_MEMBERS} are the most allowed. {AGAIN}")
    if (size := sum(member.file_size for member in members)) > most_bytes:
        raise DataError(f"{name} unpacks to {size:,} bytes, and {most_bytes:,} are the most allowed. {AGAIN}")
    for member in members:
        if fault := _fault(member):
            raise DataError(f"{name}, member '{member.filename}': {fault}. {AGAIN}")


def _fault(member: ZipInfo) -> str:
    """What is wrong with one member, in words; empty where nothing is."""
    parts = PurePosixPath(member.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in member.filename:
        return "its path leads out of the archive, and only paths inside are read"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "it is a link, and only plain files are read"
    if member.flag_bits & 1:
        return "it is encrypted, and no publisher does that"
    if member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
        return f"it unpacks to more than {MOST_RATIO} times its size, as no table does"
    return ""
