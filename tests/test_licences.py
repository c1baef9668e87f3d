"""Every locked distribution may be used and passed on with an Apache-2.0 project."""

import re
from importlib.metadata import PackageNotFoundError, distributions, metadata

import pytest

from tests.test_lock import PROJECT, canonical, locked_blocks

REFUSED = re.compile(r"\b(A|L)?GPL|GNU .*General Public|SSPL|BUSL|Commons Clause|Proprietary", re.IGNORECASE)
PERMISSIVE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|PSF|Python Software Foundation|ISC|Zlib|Unlicense|CC0|MPL|Mozilla)\b", re.IGNORECASE
)
# Weak copyleft by file: allowed for tools, and for what a library carries along unchanged.
WEAK_COPYLEFT = {
    "hypothesis": "test tool, MPL-2.0",
    "pathspec": "used by mypy and hatchling, MPL-2.0",
    "certifi": "certificates that spaCy's downloader carries along, unchanged; MPL-2.0, never called",
    "tqdm": "progress bars of spaCy's tools, unchanged; MPL-2.0 and MIT",
    "tld": "top-level domains for trafilatura's courlan, unchanged; MPL-1.1 is the one of its licences we take",
}
# The one extra that may bring copyleft (docs/decisions/0002): nobody gets it without asking for it.
ONLY_IN_GAMES = {"pygambit"}


def licence_of(name: str) -> str:
    """Licence expression of a distribution, else its licence classifiers, else the first line of its licence field."""
    found = metadata(name)
    if "License-Expression" in found:
        return found["License-Expression"]
    classifiers = [label for label in found.get_all("Classifier", []) if label.startswith("License ::")]
    if classifiers:
        return "; ".join(label.rsplit(" :: ", 1)[-1] for label in classifiers)
    return found["License"].strip().partition("\n")[0] if "License" in found else ""


def test_copyleft_comes_through_the_extra_games_alone() -> None:
    project = PROJECT["project"]
    extras = {
        extra: needs for extra, needs in project["optional-dependencies"].items() if extra not in ("games", "dev")
    }
    asked = {canonical(need) for needs in (project["dependencies"], *extras.values()) for need in needs}
    asked |= {canonical(need) for found in distributions() for need in found.requires or [] if "extra ==" not in need}
    assert not asked & ONLY_IN_GAMES


@pytest.mark.parametrize("name", sorted(locked_blocks()))
def test_a_locked_distribution_is_permissive(name: str) -> None:
    try:
        licence = licence_of(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is locked for another platform or Python")
    if name in ONLY_IN_GAMES:
        return
    choices = [choice for choice in licence.split(" OR ") if not REFUSED.search(choice)]
    assert choices, f"{name}: {licence}"
    assert any(PERMISSIVE.search(choice) for choice in choices), f"{name} names no permissive licence: '{licence}'"
    if re.search("MPL|Mozilla", licence):
        assert name in WEAK_COPYLEFT, f"{name} is {licence}: say why in WEAK_COPYLEFT"
