"""The notebook display of a dossier is registered where IPython runs, and nowhere else."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from orecast.desk.displays import dossier_html, register
from orecast.news import Dossier, read_article


def test_without_ipython_nothing_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert not register()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))  # imported, not running
    assert not register()


def test_a_running_notebook_shows_a_dossier_by_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[tuple[str, str], Any] = {}
    html = SimpleNamespace(for_type_by_name=lambda module, name, show: known.update({(module, name): show}))
    shell = SimpleNamespace(display_formatter=SimpleNamespace(formatters={"text/html": html}))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert register()
    assert known == {(Dossier.__module__, Dossier.__name__): dossier_html}


def test_the_display_explains_its_marks_and_says_how_the_article_was_read() -> None:
    dossier = read_article("La Zambie a offert deux mines de cuivre aux États-Unis, a dit le ministère. " * 4)
    page = dossier_html(dossier)
    for kind in ("claim", "proposal", "mineral", "place", "fold"):
        assert f'<mark class="{kind}">{kind}</mark>: ' in page
    assert "the article seems to be in French" in page
