"""The notebook display of a dossier: its text marked in colour, registered with IPython.

`orecast` calls `register` when it is imported in a notebook; without IPython nothing happens, and a product shows
itself plainly.
"""

import sys
from html import escape
from typing import TYPE_CHECKING, Any

from orecast._ground.shown import shown

if TYPE_CHECKING:
    from orecast.news import Dossier

STYLE = (
    ".orecast-text{max-width:70ch;line-height:1.5}.orecast-text mark{background:none;color:inherit}"
    ".orecast-text .claim{border-bottom:2px solid #1f5fa8}.orecast-text .proposal{background:#fdf3d7}"
    ".orecast-text .mineral{font-weight:600}.orecast-text .place{font-style:italic}"
    ".orecast-text .fold{color:#8a929b;text-decoration:line-through}"
)


def dossier_html(dossier: "Dossier") -> str:
    """A dossier for a notebook: what was found, a legend, the text with everything marked, and how it was read."""
    from orecast.news.marking import LEGEND, marked

    legend = "; ".join(f'<mark class="{kind}">{kind}</mark>: {escape(words)}' for kind, words in LEGEND)
    notes = "".join(f"<p>{escape(shown(note))}.</p>" for note in dossier.notes)
    head = f"<p>{escape(shown(dossier.summary()))}</p><p>{legend}</p>{notes}"
    return f'<style>{STYLE}</style><div class="orecast-text">{head}<div dir="auto">{marked(dossier)}</div></div>'


def register() -> bool:
    """Register the displays with the running IPython; False where none runs."""
    module = sys.modules.get("IPython")
    shell: Any = module.get_ipython() if module is not None else None
    if shell is None:
        return False
    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type_by_name("orecast.news.product", "Dossier", dossier_html)
    return True
