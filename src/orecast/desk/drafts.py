"""What an article's proposals became, as rows and as deal files."""

from collections.abc import Sequence
from pathlib import Path

import yaml

from orecast._ground.errors import OutputError
from orecast.deals import Deal, Drafted, to_yaml
from orecast.deals.drafting import distinct_deals
from orecast.news import Dossier

SCENARIO = "article.yaml"


def described(drafted: Sequence[Drafted]) -> list[dict[str, str]]:
    """One row for each proposal: its sides, asset and standing, and what became of it."""
    return [
        {
            "from": item.proposal.offeror.name if item.proposal.offeror else "",
            "to": item.proposal.recipient.name if item.proposal.recipient else "",
            "asset": item.proposal.asset or "",
            "standing": item.proposal.status,
            "became": item.how,
            "deal": item.deal.name if item.deal else "",
            "why": item.why,
        }
        for item in drafted
    ]


def write_drafts(drafted: Sequence[Drafted], dossier: Dossier, folder: Path, force: bool) -> list[Path]:
    """Write each new deal to its file, and a scenario of all deals; nothing where there is no deal.

    Errors  OutputError for a file that exists (without force), before anything is written, or a folder that refuses.
    """
    texts = {f"{item.deal.name}.yaml": to_yaml(item.deal) for item in drafted if item.how == "draft" and item.deal}
    new = {Path(name).stem for name in texts}
    names = {deal.name: _label(deal, new) for deal in distinct_deals(drafted) if deal.kind == "deal"}
    if names:
        texts[SCENARIO] = _scenario(dossier, drafted, list(names.values()))
    there = [str(folder / name) for name in texts if (folder / name).exists()]
    if there and not force:
        raise OutputError(
            f"already there: {', '.join(there)}. A draft never replaces a file unasked. Choose another folder or add "
            "--force."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as fault:
        raise OutputError(f"{folder} cannot be written: {fault.strerror}. Choose another folder.") from fault
    return [folder / name for name in texts]


def _label(deal: Deal, new: set[str]) -> str:
    """How a scenario names a deal: by its file beside it, or by its name in the library."""
    return f"{deal.name}.yaml" if deal.name in new else deal.name


def _scenario(dossier: Dossier, drafted: Sequence[Drafted], deals: list[str]) -> str:
    """The scenario of an article: its deals, with the events of the library that it tells of."""
    events = [deal.name for deal in distinct_deals(drafted) if deal.kind == "event"]
    values = {
        "orecast": 1,
        "kind": "scenario",
        "name": Path(SCENARIO).stem,
        "title": dossier.title or "The deals of an article",
        "question": "What would the deals of this article change, for whom, by when and how surely?",
        "deals": deals,
        "events": events,
    }
    return str(yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=110))
