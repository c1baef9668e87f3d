"""The generated pages of the reference are what `make docs` writes now."""

import pytest
from tools.build_docs import ROOT, pages


@pytest.mark.parametrize(("path", "text"), pages().items(), ids=lambda value: getattr(value, "name", "text"))
def test_a_generated_page_is_fresh(path: object, text: str) -> None:
    found = (ROOT / str(path)).read_text(encoding="utf-8")
    assert found == text, f"{path} is stale: run 'make docs'"
