"""For maintainers: `python -m orecast.sources` registers hand-made tables and writes the data dictionary page."""

from pathlib import Path

from orecast.sources.builder import register_hand_tables
from orecast.sources.reference import dictionary_page

PAGE = Path("docs/reference/data-dictionary.md")

if __name__ == "__main__":
    register_hand_tables()
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(dictionary_page(), encoding="utf-8", newline="\n")
