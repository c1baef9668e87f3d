"""Stabilities of games from 2^8 to 2^16 states, four parties, one draw; and many draws of a small game.

Random payoffs; processor time, the median of three runs. Beside it the definition (`is_stable`), timed on some states
and scaled to all of them. Prints one line of JSON a size.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable

import numpy as np

from orecast.games import CONCEPTS, Form, form_of, is_stable, stabilities

PARTIES = 4
LITERAL_STATES = 3  # that the definition is timed on


def game_of(options: int, draws: int) -> tuple[Form, np.ndarray]:
    """Four parties that share `options` as evenly as they can, with payoffs drawn at random. [draw, party, S]."""
    sizes = [options // PARTIES + (party < options % PARTIES) for party in range(PARTIES)]
    form = form_of({f"party{p}": [f"option{o}" for o in range(size)] for p, size in enumerate(sizes)})
    return form, np.random.default_rng(2025).random((draws, PARTIES, 2**options))


def processor_seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """Median processor time of a piece of work."""
    found = []
    for _ in range(repeats):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return statistics.median(found)


def by_definition(form: Form, payoffs: np.ndarray) -> float:
    """Processor time of the definition for all states, from a few."""
    states = np.linspace(0, len(form.codes) - 1, LITERAL_STATES).astype(int)

    def some() -> None:
        for state in states:
            for party in range(PARTIES):
                for concept in CONCEPTS:
                    is_stable(form, payoffs, party, int(state), concept)

    return processor_seconds(some, 1) * len(form.codes) / LITERAL_STATES


def main() -> None:
    """Time each size, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--options", type=int, nargs="+", default=[8, 10, 12, 14, 16])
    parser.add_argument("--draws", type=int, default=1000)
    asked = parser.parse_args()
    for options in asked.options:
        form, payoffs = game_of(options, 1)
        seconds = processor_seconds(lambda form=form, payoffs=payoffs: stabilities(form, payoffs))  # type: ignore[misc]
        literal = by_definition(form, payoffs[0]) if options <= 10 else None
        print(json.dumps({"states": 2**options, "draws": 1, "seconds": seconds, "by_definition": literal}), flush=True)
    form, payoffs = game_of(7, asked.draws)
    seconds = processor_seconds(lambda: stabilities(form, payoffs))
    print(json.dumps({"states": 2**7, "draws": asked.draws, "seconds": seconds}))


if __name__ == "__main__":
    main()
