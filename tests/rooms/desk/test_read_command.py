"""`orecast read`: a dossier on stdout, a clear word on what cannot be read."""

import json
from pathlib import Path

import pytest

from orecast._ground.errors import DataError
from orecast.desk.cli import main
from orecast.desk.commands.read import MOST_BYTES, text_of

ARTICLE = Path(__file__).parents[3] / "examples" / "articles" / "graphite-offer.txt"


def test_json_has_every_part_of_the_dossier(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["read", str(ARTICLE), "--json"])
    assert ended.value.code == 0
    found = json.loads(capsys.readouterr().out)
    assert {"actors", "minerals", "places", "numbers", "claims", "proposals", "events"} <= set(found)
    assert found["proposals"][0]["offeror"]["country"] == "MZ"


def test_a_missing_article_is_named() -> None:
    with pytest.raises(DataError) as refused:
        text_of("no-such.txt")
    assert str(refused.value) == (
        "no article at 'no-such.txt'. Give the path of a text file, or '-' for standard input."
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b" \n", "is empty. Give the text of an article."),
        (b"a" * (MOST_BYTES + 1), "has 1,000,001 bytes; an article has at most 1,000,000. Cut it first."),
        (b"caf\xe9", "is not UTF-8 text (byte 3). Save it as UTF-8; a web page or PDF is not read yet."),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(content)
    with pytest.raises(DataError) as refused:
        text_of(str(path))
    assert str(refused.value) == f"'{path}' {said}"
