"""Past controls move prices the way they did, with few draws; `make history` runs them in full (docs/validation.md)."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("validation", ROOT / "tools" / "validation.py")
assert _spec is not None
assert _spec.loader is not None
validation = importlib.util.module_from_spec(_spec)
sys.modules["validation"] = validation
_spec.loader.exec_module(validation)
CASES = {case.event: case for case in validation.CASES}
DRAWS = 64


@pytest.mark.parametrize("event", sorted(CASES))
def test_losing_a_seller_makes_it_dearer_abroad_and_cheaper_at_home(event: str) -> None:
    assert validation.signs(CASES[event], DRAWS).holds
