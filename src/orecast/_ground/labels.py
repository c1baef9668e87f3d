"""Labels and the suggestions made when one is not known."""

from collections.abc import Iterable
from difflib import get_close_matches

from orecast._ground.errors import LabelError


def suggestion(label: str, known: Iterable[str]) -> str:
    """A sentence such as 'Did you mean graphite?', or an empty string when nothing is near."""
    spelt = {name.casefold(): name for name in known}
    near = get_close_matches(label.casefold(), spelt, n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(spelt[name] for name in near)}?" if near else ""


def require_known(label: str, known: Iterable[str], kind: str, where: str, next_step: str) -> str:
    """Return `label` when it is one of `known`.

    Errors  LabelError naming the label, the place it stands (`where`), near names and the next step.
    """
    names = tuple(known)
    if label in names:
        return label
    hint = suggestion(label, names)
    raise LabelError(f"unknown {kind} '{label}' in {where}. {hint + ' ' if hint else ''}{next_step}")
