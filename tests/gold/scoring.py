"""Score readings and verdicts against the project's own gold set, by the measures of the published scorer.

python tests/gold/scoring.py          (or `make news-score`)
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from orecast.news import Check, check_article
from orecast.world import World

HERE = Path(__file__).parent
LEVELS = {
    "claim.recall": 0.88,
    "proposal.recall": 0.60,
    "verdict.right": 0.85,
    "supported.sourced": 1.0,
    "span.exact": 1.0,
    "claim.precision": 0.80,
    "proposal.precision": 0.60,
}
SETS = {
    "gold.json": None,
    "second.json": False,
    "second.json, held back": True,
    "third.json": False,
    "third.json, held back": True,
    "fourth.json": False,
    "fifth.json, held back": True,
    "sixth.json": False,
    "seventh.json": False,
    "eighth.json": False,
    "ninth.json, held back": True,
}
SAME = [
    {"us", "united states", "washington"},
    {"ru", "russia", "moscow"},
    {"cn", "china", "beijing"},
    {"cd", "congo", "democratic republic of the congo", "kinshasa"},
]
STANDING = {"signed": "agreed", "demanded": "negotiating"}
Row = dict[str, Any]


def names(party: Any) -> set[str]:
    """Every name that a party goes by, in lower case."""
    values = [] if party is None else [party] if isinstance(party, str) else [party.get("name"), party.get("country")]
    said = {value.lower().strip() for value in values if value}
    return said.union(*(group for group in SAME if group & said))


def is_party(party: Any, wanted: str | list[str]) -> bool:
    """Equal to one of the wanted names, or holding its last word."""
    said = names(party)
    for name in [wanted] if isinstance(wanted, str) else wanted:
        last = name.lower().split()[-1]
        if said & names(name) or (len(last) > 3 and any(re.search(rf"\b{re.escape(last)}\b", one) for one in said)):
            return True
    return False


def claim_is_found(claim: Row, said: Iterable[Row]) -> bool:
    """A claim of the right speaker whose sentence holds every key."""
    return any(
        all(key.lower() in one["text"].lower() for key in claim["keys"]) and is_party(one["speaker"], claim["speaker"])
        for one in said
    )


def proposal_of(wanted: Row, free: list[Row]) -> Row | None:
    """The first proposal not used yet with the right parties, asset and standing."""
    for one in free:
        receives = is_party(one["recipient"], wanted["recipient"]) if wanted["recipient"] else not one["recipient"]
        standing = STANDING.get(one["status"], one["status"]) == STANDING.get(wanted["status"], wanted["status"])
        if one["asset"] == wanted["asset"] and is_party(one["offeror"], wanted["offeror"]) and receives and standing:
            return one
    return None


def verdict_of(wanted: Row, found: Check) -> str | None:
    """The verdict on the words of a label, of its kind; None where nothing was said of them."""
    text = found.dossier.text.lower()
    (key,) = wanted["keys"]
    start = text.index(key.lower())
    for one in found.verdicts:
        if one.kind == wanted["kind"] and one.span[0] < start + len(key) and start < one.span[1]:
            return one.verdict
    return None


def count(article: Row, found: Check, counted: Counter[str], missed: list[str]) -> None:
    """Add one article to the counts; what is missed is named."""
    plain, name = found.dossier.to_dict(), article["id"]
    counted["claim.said"] += len(plain["claims"])
    counted["proposal.said"] += len(plain["proposals"])
    counted["claim.used"] += sum(
        any(claim_is_found(claim, [one]) for claim in article["claims"]) for one in plain["claims"]
    )
    for claim in article["claims"]:
        hit = claim_is_found(claim, plain["claims"])
        counted.update({"claim.gold": 1, "claim.hit": int(hit)})
        missed += [] if hit else [f"{name}: claim {claim['keys']} of {claim['speaker']}"]
    free = list(plain["proposals"])
    for wanted in article["proposals"]:
        right = proposal_of(wanted, free)
        counted.update(
            {"proposal.gold": 1, "proposal.hit": int(right is not None), "proposal.used": int(right is not None)}
        )
        missed += [] if right else [f"{name}: proposal {wanted['offeror']} → {wanted['recipient']}, {wanted['asset']}"]
        free = [one for one in free if one is not right]
    for wanted in article["verdicts"]:
        got = verdict_of(wanted, found)
        counted.update({"verdict.gold": 1, "verdict.hit": int(got == wanted["verdict"])})
        missed += [] if got == wanted["verdict"] else [f"{name}: {wanted['keys']} is {wanted['verdict']}, said {got}"]
    for one in [*plain["claims"], *plain["proposals"], *plain["numbers"]]:
        exact = found.dossier.text[slice(*one["span"])] == one["text"]
        counted.update({"span.gold": 1, "span.hit": int(exact)})
    for verdict in found.verdicts:
        if verdict.verdict == "supported":
            sourced = bool(verdict.figures) and all(one.measure and one.year and one.source for one in verdict.figures)
            counted.update({"supported.gold": 1, "supported.hit": int(sourced)})


def articles(name: str, held_back: bool | None = None) -> list[Row]:
    """Labelled articles of a file; of the second set those that rules were tuned on, or those held back."""
    rows: list[Row] = json.loads((HERE / name).read_text(encoding="utf-8"))["articles"]
    return [row for row in rows if held_back is None or row["held_back"] is held_back]


def score(labelled: Iterable[Row], world: World | None = None) -> tuple[dict[str, float], list[str]]:
    """Measures of a set of labelled articles, without those of which it has no label, and what was missed."""
    world, counted, missed = world or World.load(), Counter[str](), list[str]()
    for article in labelled:
        text = (HERE / article["text_file"]).read_text(encoding="utf-8")
        count(article, check_article(text, world), counted, missed)
    share = {kind: counted[f"{kind}.hit"] / max(1, counted[f"{kind}.gold"]) for kind in ("claim", "proposal")}
    found = {f"{kind}.recall": value for kind, value in share.items()}
    for kind, name in (("verdict", "right"), ("supported", "sourced"), ("span", "exact")):
        if counted[f"{kind}.gold"]:
            found[f"{kind}.{name}"] = counted[f"{kind}.hit"] / counted[f"{kind}.gold"]
    for kind in ("claim", "proposal"):
        found[f"{kind}.precision"] = counted[f"{kind}.used"] / max(1, counted[f"{kind}.said"])
    return found, missed


def main() -> int:
    """Print the measures of each set; 1 where a level is missed. What the held-back half missed is not shown."""
    world, short = World.load(), False
    for name, held_back in SETS.items():
        found, missed = score(articles(name.split(",")[0], held_back), world)
        lines = [f"{key:20s} {value:.3f}  level {LEVELS[key]:.2f}" for key, value in found.items()]
        sys.stdout.write("\n".join([name, *lines, *([] if held_back else missed), ""]) + "\n")
        short = short or (not held_back and any(value < LEVELS[key] for key, value in found.items()))
    return int(short)


if __name__ == "__main__":
    sys.exit(main())
