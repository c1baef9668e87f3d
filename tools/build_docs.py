"""Write the generated pages: the list of the documentation, the command line, the data dictionary, the deal schema.

Run by `make docs`. `tests/docs/test_generated_pages.py` fails when a page is not what this makes.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from typer.main import get_command

from orecast.deals.catalogue import library_page
from orecast.deals.reference import parameters_page, schema_page
from orecast.desk.cli import app
from orecast.games.coding import MARK, coding
from orecast.games.reference import schema_page as game_schema_page
from orecast.sources.reference import dictionary_page

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
SECTIONS = {
    "tutorial": "Start",
    "how-to": "How to",
    "theory": "How it works",
    "reference": "Reference",
    "decisions": "Why it is as it is",
}
GENERATED = "<!-- Written by `make docs`; change the source, not this page. -->\n"


def cell(text: object) -> str:
    """Text that is safe inside a Markdown table."""
    return " ".join(str(text or "").split()).replace("|", "\\|")


def parameter_row(parameter: Any) -> str:
    """One row of a command's table: its spelling, whether it must be given, what it means."""
    is_argument = parameter.param_type_name == "argument"
    named = parameter.metavar or parameter.name.upper()
    spelling = named if is_argument else ", ".join([*parameter.opts, *parameter.secondary_opts])
    default = parameter.default
    shown = "" if default is None or default is False or callable(default) or parameter.required else str(default)
    kind = "must be given" if parameter.required else f"default {shown}" if shown else ""
    return f"| `{cell(spelling)}` | {cell(kind)} | {cell(getattr(parameter, 'help', ''))} |"


def command_section(path: str, command: Any) -> Iterator[str]:
    """Heading, text and parameters of a command, then those of its sub-commands."""
    yield f"\n## `{path}`\n\n{command.help or ''}\n"
    hidden = {"help", "install_completion", "show_completion"}
    parameters = [one for one in command.params if one.name not in hidden and not getattr(one, "hidden", False)]
    if parameters:
        yield "\n| argument or option | | meaning |\n|---|---|---|\n"
        yield from (f"{parameter_row(one)}\n" for one in parameters)
    children: Mapping[str, Any] = getattr(command, "commands", {})
    for name in sorted(children):
        yield from command_section(f"{path} {name}", children[name])


def command_line_page() -> str:
    """docs/reference/cli.md, from the command line itself."""
    head = (
        "# The command line\n\n"
        "Results go to stdout; progress and messages go to stderr. Exit codes: 0 done; 1 Orecast refuses and\n"
        "says what, where, the rule and the next step; 2 the command line is wrong; 130 stopped with Ctrl-C.\n"
        "`orecast --install-completion` sets up completion for your shell.\n"
    )
    return f"{GENERATED}\n{head}{''.join(command_section('orecast', get_command(app)))}"


def title(path: Path) -> str:
    """First heading of a page."""
    return next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# "))[2:]


def index_page() -> str:
    """docs/index.md: every page of the documentation by its title, so that none is an orphan."""
    text = f"{GENERATED}\n# Orecast: documentation\n"
    for folder, heading in SECTIONS.items():
        found = [(path.relative_to(DOCS).as_posix(), title(path)) for path in sorted((DOCS / folder).glob("*.md"))]
        lines = "".join(f"- [{name}]({address})\n" for address, name in found)
        text += f"\n## {heading}\n\n{lines}" if lines else ""
    others = "- [Terms and citations of the data](../DATA_LICENSES.md)\n- [Changelog](changelog.md)\n"
    return f"{text}\n## Terms and changes\n\n{others}- [How to contribute](../CONTRIBUTING.md)\n"


def games_page() -> str:
    """docs/theory/games.md: written by hand up to the mark, the coding of the library's games from there on."""
    written = (DOCS / "theory" / "games.md").read_text(encoding="utf-8").partition(MARK)[0]
    return f"{written.rstrip()}\n\n{coding()}"


def pages() -> dict[Path, str]:
    """Every generated page: path and text."""
    return {
        DOCS / "index.md": index_page(),
        DOCS / "theory" / "games.md": games_page(),
        REFERENCE / "cli.md": command_line_page(),
        REFERENCE / "data-dictionary.md": dictionary_page(),
        REFERENCE / "deal-schema.md": f"{GENERATED}\n{schema_page()}",
        REFERENCE / "game-schema.md": f"{GENERATED}\n{game_schema_page()}",
        REFERENCE / "library.md": f"{GENERATED}\n{library_page()}",
        REFERENCE / "parameters.md": f"{GENERATED}\n{parameters_page()}",
    }


def write_pages() -> None:
    """Write every generated page."""
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    write_pages()
