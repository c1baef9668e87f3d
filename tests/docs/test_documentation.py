"""The documentation is tested: its Python runs, its commands exist, its links lead somewhere."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from orecast.desk.cli import app

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "DATA_LICENSES.md", *sorted(ROOT.glob("docs/**/*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
MAKE_TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(path.read_text(encoding="utf-8")) if kind == language]


PYTHON_PAGES = [path for path in PAGES if blocks(path, "python")]
COMMANDS = [
    (name_of(path), line[2:])
    for path in PAGES
    for block in blocks(path, "console")
    for line in block.replace("\\\n", " ").splitlines()
    if line.startswith("$ ")
]


@pytest.mark.parametrize("path", PYTHON_PAGES, ids=name_of)
def test_the_python_of_a_page_runs_from_top_to_bottom(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(blocks(path, "python")), name_of(path), "exec"), {"__name__": "documentation"})


def known_options(words: list[str]) -> set[str]:
    """Options of the command that `words` lead to; fails when there is no such command."""
    command = get_command(app)
    for word in words:
        children = getattr(command, "commands", None)
        if children is None or word.startswith("-"):
            break
        command = children.get(word) or children.get(getattr(command, "default_command", ""))
        assert command is not None, f"no command '{' '.join(words)}'"
    return {spelling for one in command.params for spelling in (*one.opts, *one.secondary_opts)} | {"--help", "-h"}


@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_a_command_of_the_documentation_exists(page: str, command: str) -> None:
    words = shlex.split(command, comments=True)
    if words[0] == "make":
        assert {word for word in words[1:] if "=" not in word} <= MAKE_TARGETS, f"{page}: {command}"
    elif words[0].endswith("orecast"):
        options = {word.partition("=")[0] for word in words[1:] if word.startswith("-")}
        assert options <= known_options(words[1:]), f"{page}: {command}"
    else:
        assert words[0] in {"cd", "git", "pip", "python", ".venv/bin/python"}, f"{page}: {command}"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_link_inside_the_documentation_leads_to_a_file(path: Path) -> None:
    for target in LINK.findall(re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)):
        if "://" not in target and not target.startswith("mailto:"):
            assert (path.parent / target).exists(), f"{name_of(path)} links to {target}, which is not there"


DEAL_FILES = [
    (name_of(path), block) for path in PAGES for block in blocks(path, "yaml") if block.startswith("orecast: 1")
]


@pytest.mark.parametrize(("page", "text"), DEAL_FILES)
def test_a_deal_file_of_the_documentation_loads(page: str, text: str, tmp_path: Path) -> None:
    from orecast import Game
    from orecast.deals import load_overlay, load_scenario

    name = re.search(r"^name: (\S+)", text, re.MULTILINE)
    assert name is not None, page
    draft = tmp_path / f"{name[1]}.yaml"
    draft.write_text(text, encoding="utf-8")
    kind = re.search(r"^kind: (\S+)", text, re.MULTILINE)
    assert kind is not None, page
    loaders: dict[str, Callable[[Path], Any]] = {"overlay": load_overlay, "game": Game.load}
    assert loaders.get(kind[1], load_scenario)(draft).name == name[1]


CITED = sorted(
    {
        (name_of(path), page)
        for folder in ("src", "tests", "tools", "examples")
        for path in (ROOT / folder).rglob("*.py")
        for page in re.findall(r"\bdocs/[\w/-]+\.md\b", path.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize(("module", "page"), CITED)
def test_a_page_that_the_code_cites_is_there(module: str, page: str) -> None:
    assert (ROOT / page).is_file(), f"{module} cites {page}"
