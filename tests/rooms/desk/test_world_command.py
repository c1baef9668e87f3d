"""`orecast world` on a tiny named world: two places, one mineral."""

import json
import sys
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import typer

from orecast.desk import cli, terminal
from orecast.desk.commands import world as command

TONNES = np.array([[0.0, 30.0], [0.0, 0.0]])


@dataclass(frozen=True)
class Balance:
    """Oreland mines 100 t and sells 30 t to Useland; one number was estimated."""

    mineral: str = "copper"
    unit: str = "t"
    account: str = "Cu"
    stage_label: str = "ores and concentrates"
    years: tuple[int, ...] = (2022, 2023)
    places: tuple[str, ...] = ("ORE", "USE")
    production: Any = field(default_factory=lambda: np.array([100.0, 0.0]))
    use: Any = field(default_factory=lambda: np.array([70.0, 30.0]))
    trade: Any = field(default_factory=lambda: TONNES)
    flows: Any = field(default_factory=lambda: np.array([[70.0, 30.0], [0.0, 0.0]]))
    reserves: Any = field(default_factory=lambda: np.array([5000.0, np.nan]))
    price: float = 8500.0
    price_series: str = "exchange"
    price_year: int = 2023
    status: str = "usable"
    status_reason: str = ""
    corrections: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            [{"kind": "estimated", "from": "ORE", "to": "USE", "raw": np.nan, "corrected": 30.0}]
        )
    )
    uncovered: dict[str, float] = field(default_factory=lambda: {"scrap": 0.1})

    def mass_balance_error(self) -> float:
        return 0.0


@dataclass(frozen=True)
class Check:
    name: str
    status: str
    message: str


@pytest.fixture
def tiny_world(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A world with one balance, put where the command looks for one; what was asked of it is recorded."""
    asked: dict[str, Any] = {"checks": [Check("mass balance", "ok", "closes")]}

    class World:
        edition = "test"

        @staticmethod
        def load(years: tuple[int, ...]) -> SimpleNamespace:
            asked["years"] = years
            names = {"ORE": "Oreland", "USE": "Useland"}
            return SimpleNamespace(
                edition="test",
                place_name=lambda place: names[place],
                balance=lambda mineral, allow_incomplete: Balance(mineral=mineral),
                checks=lambda: asked["checks"],
            )

    monkeypatch.setitem(sys.modules, "orecast.world", SimpleNamespace(World=World))
    return asked


def run(*arguments: str) -> int:
    """Exit code of the command line with these arguments."""
    with pytest.raises(SystemExit) as stop:
        cli.main(list(arguments))
    return int(stop.value.code or 0)


def test_a_balance_prints_its_tables_on_stdout(tiny_world: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("world", "copper", "--years", "2022-2023") == 0
    printed = capsys.readouterr()
    assert tiny_world["years"] == (2022, 2023)
    assert "copper: ores and concentrates; t of Cu a year, mean of 2022-2023; data edition test" in printed.out
    assert "Oreland" in printed.out
    assert "estimated" in printed.out
    assert printed.err == ""


def test_json_carries_the_same_numbers_and_no_nan(
    tiny_world: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("world", "copper", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["places"][0] == {
        "place": "ORE",
        "name": "Oreland",
        "production": 100.0,
        "use": 70.0,
        "reserves": 5000.0,
    }
    assert record["trade"] == [{"from": "ORE", "to": "USE", "quantity": 30.0}]
    assert record["corrections"][0]["raw"] is None


def test_a_place_narrows_every_table(tiny_world: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("world", "copper", "--place", "USE", "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert [row["place"] for row in record["places"]] == ["USE"]
    assert record["flows"] == [{"origin": "ORE", "use": "USE", "quantity": 30.0}]


@pytest.mark.parametrize(
    "arguments", [["world"], ["world", "copper", "--checks"], ["world", "copper", "--years", "22"]]
)
def test_a_wrong_command_line_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("status", "code"), [("ok", 0), ("warn", 0), ("fail", 1)])
def test_checks_exit_1_only_when_one_fails(
    tiny_world: dict[str, Any], capsys: pytest.CaptureFixture[str], status: str, code: int
) -> None:
    tiny_world["checks"] = [Check("mass balance", status, "Oreland")]
    assert run("world", "--checks", "--json") == code
    assert json.loads(capsys.readouterr().out)["checks"][0]["status"] == status


@pytest.mark.parametrize(("text", "years"), [("2023", (2023,)), ("2022-2024", (2022, 2023, 2024))])
def test_years_are_one_or_a_span(text: str, years: tuple[int, ...]) -> None:
    assert command.years_of(text) == years


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(typer.BadParameter, match="neither a year nor a span"):
        command.years_of("2024-2022")


def test_a_long_table_says_how_much_it_leaves_out(capsys: pytest.CaptureFixture[str]) -> None:
    command.print_rows("Places", [{"place": f"P{at}", "production": float(at)} for at in range(20)])
    assert "… and 5 more rows" in capsys.readouterr().out


def test_a_table_aligns_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_table("Tonnes", ("place", "production"), [("ORE", 1234.0), ("USE", 5.0)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].rstrip().endswith("1\u2009230")
    assert lines[3].rstrip().endswith(" 5.00")
