"""The lock is complete, hashed and names no address."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def canonical(requirement: str) -> str:
    """Normal form of the name in a requirement (PEP 503)."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def locked_blocks() -> dict[str, list[str]]:
    """Lines of the lock by distribution; one distribution may be locked twice, by Python version."""
    blocks: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=\S)", LOCK.strip()):
        blocks.setdefault(canonical(block), []).append(block)
    return blocks


def test_everything_the_project_asks_for_is_locked() -> None:
    project = PROJECT["project"]
    asked = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    asked += [need for extra in project["optional-dependencies"].values() for need in extra]
    assert {canonical(need) for need in asked} - {"orecast"} <= set(locked_blocks())


def test_the_build_group_is_the_build_system() -> None:
    assert PROJECT["dependency-groups"]["build"] == PROJECT["build-system"]["requires"]


def test_every_locked_distribution_has_a_version_and_hashes() -> None:
    for blocks in locked_blocks().values():
        for block in blocks:
            assert re.match(r"[a-z0-9-]+==\S+", block), block
            assert "--hash=sha256:" in block, block


def test_the_lock_names_no_address_and_no_index() -> None:
    assert not re.search(r"https?:|file:|--index|--extra-index|--find-links|/opt/", LOCK)
