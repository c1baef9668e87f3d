"""The rooms, their arrows, the sizes and the public names (docs/decisions/0001-rooms-and-arrows.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import orecast

SOURCE = Path(orecast.__file__).parent
ORDER = ("_ground", "sources", "world", "news", "market", "deals", "stakes", "games", "desk")
ROOMS = tuple(room for room in ORDER if (SOURCE / room).is_dir())
MODULES = sorted(SOURCE.rglob("*.py"))
MOST_LINES_IN_A_MODULE = 450
MOST_LINES_IN_A_FUNCTION = 30
# A function may be longer only here, with its own limit and the reason beside it.
LONGER_FUNCTIONS: dict[str, int] = {}
PUBLIC_NAMES = {
    "Balance",
    "Deal",
    "Ensemble",
    "Equilibrium",
    "Game",
    "Market",
    "OrecastError",
    "Scenario",
    "Shock",
    "Stakes",
    "World",
    "__version__",
    "brief",
    "check_article",
    "load_deal",
    "read_article",
    "run",
    "solve",
    "stakes",
}


def name_of(path: Path) -> str:
    """Path of a module below the package, as in 'world/balance.py'."""
    return path.relative_to(SOURCE).as_posix()


def imported_modules(tree: ast.AST) -> Iterator[str]:
    """Every orecast module that a module names in an import, deferred imports counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(module: str) -> str | None:
    """Room of a dotted name; a public name counts as the room that makes it."""
    parts = module.split(".")
    if parts[0] != "orecast" or len(parts) < 2 or parts[1].startswith("__"):
        return None
    door: dict[str, str] = vars(orecast)["_ROOM_OF"]
    return door[parts[1]].split(".")[1] if parts[1] in door and parts[1] not in ORDER else parts[1]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_only_from_rooms_to_its_left(path: Path) -> None:
    inside = path.relative_to(SOURCE).parts
    if len(inside) == 1:  # the public door may name every room
        return
    allowed = ORDER[: ORDER.index(inside[0]) + 1]
    for module in imported_modules(ast.parse(path.read_text(encoding="utf-8"))):
        room = room_of(module)
        assert room is None or room in allowed, f"{name_of(path)} imports {module}: {inside[0]} stands left of {room}"


def test_every_folder_of_the_package_is_a_room_or_the_data() -> None:
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert folders <= {*ORDER, "data"}


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is(room: str) -> None:
    docstring = ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text(encoding="utf-8")))
    assert docstring, f"{room}/__init__.py needs a docstring: what it takes, gives and promises"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_and_fits_its_idea(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{name_of(path)} needs a docstring"
    assert len(text.splitlines()) <= MOST_LINES_IN_A_MODULE, f"{name_of(path)} holds more than one idea: split it"


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body, its docstring not counted."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_function_fits_a_screen(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = f"{name_of(path)}:{node.name}"
            limit = LONGER_FUNCTIONS.get(name, MOST_LINES_IN_A_FUNCTION)
            assert body_length(node) <= limit, f"{name} has {body_length(node)} lines; {limit} are allowed"


def test_no_function_is_excused_that_is_gone() -> None:
    there = {
        f"{name_of(path)}:{node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert set(LONGER_FUNCTIONS) <= there


def test_the_public_names_are_these() -> None:
    assert set(orecast.__all__) == PUBLIC_NAMES


@pytest.mark.parametrize("name", sorted(PUBLIC_NAMES))
def test_every_public_name_resolves(name: str) -> None:
    assert getattr(orecast, name) is not None


def test_a_room_of_the_same_name_does_not_hide_the_function() -> None:
    from orecast.stakes import stakes

    assert orecast.stakes is stakes
    assert callable(orecast.stakes)


def test_an_unknown_name_is_refused_with_the_public_ones() -> None:
    with pytest.raises(AttributeError, match="its public names are Balance"):
        _ = vars(orecast)["__getattr__"]("Wrold")
