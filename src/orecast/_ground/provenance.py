"""Where a table came from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Publisher, edition, licence and address of a table, with the checksum of the file that holds it."""

    name: str
    publisher: str
    edition: str
    licence: str
    address: str
    checksum: str
