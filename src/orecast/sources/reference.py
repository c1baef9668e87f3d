"""The data dictionary as a page of the documentation."""

from pathlib import Path

from orecast.sources.fields import Field, read_fields
from orecast.sources.registry import data_folder, read_registry

HEAD = """# Data dictionary

Every column of every table of the embedded edition. Written from `src/orecast/data/fields.csv` and `registry.toml`
by `python -m orecast.sources`; do not edit it by hand.
"""


def dictionary_page(folder: Path | None = None) -> str:
    """The dictionary in Markdown, one table of the edition after the other."""
    folder = folder or data_folder()
    fields = read_fields(folder)
    tables = read_registry(folder).tables
    sections = [HEAD]
    for name in sorted(fields):
        entry = tables.get(name)
        sections.append(f"## {name}\n")
        if entry:
            sections.append(f"{entry.title}. {entry.publisher}; {entry.licence}.\n")
        rows = [_row(field) for field in fields[name].values()]
        sections.append(
            "\n".join(["| column | unit | type | range | meaning | source |", "|---|---|---|---|---|---|", *rows])
            + "\n"
        )
    return "\n".join(sections)


def _row(field: Field) -> str:
    low, high = (f"{bound:g}" if abs(bound) < float("inf") else "" for bound in (field.minimum, field.maximum))
    span = f"{low} to {high}" if low or high else ""
    name = field.field if field.required else f"{field.field} (optional)"
    cells = (name, field.unit, field.dtype, span, field.meaning, field.source)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
