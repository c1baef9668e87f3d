"""Intake: what an article may come as, and a clear word on what cannot be read."""

import codecs
import gzip
import io
import sys
from pathlib import Path

import pytest

from orecast._ground.errors import DataError
from orecast.news import article_at, read_article, read_from

STORY = (
    "LUSAKA — Zambia has offered the United States two copper mines, its mining ministry said on Monday.\n"
    "“We are ready,” said Paul Kabuswe, the minister of mines, in Lusaka.\n"
)
BINARY = (
    "is not text: 108 of its 1,024 bytes are control characters, the first at byte 0 (0x00). "
    "Give the text of an article."
)
PAGE = (
    "<!doctype html><html><head><title>Zambia offers copper | The Wire</title></head><body><nav>"
    "<a href='/'>Home</a></nav><article><h1>Zambia offers copper</h1>"
    "<p>LUSAKA — Zambia has offered the United States two copper mines, its mining "
    "ministry said on Monday.</p><p>“We are ready,” said Paul Kabuswe, the minister of mines.</p>"
    "<script>alert('Russia offered Mali gold')</script></article><footer>Copyright 2026</footer></body></html>"
)


def put(folder: Path, content: bytes, name: str = "article.txt") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (STORY.encode(), ()),
        (codecs.BOM_UTF8 + STORY.encode(), ("read as UTF-8 with a byte order mark",)),
        (codecs.BOM_UTF16_LE + STORY.encode("utf-16-le"), ("read as UTF-16",)),
        (codecs.BOM_UTF16_BE + STORY.encode("utf-16-be"), ("read as UTF-16",)),
        (codecs.BOM_UTF32_LE + STORY.encode("utf-32-le"), ("read as UTF-32",)),
        (STORY.encode("utf-16-le"), ("read as UTF-16-LE, which its zero bytes tell",)),
        (STORY.encode("cp1252"), ("read as Windows-1252, since byte 7 (line 1) is not UTF-8",)),
    ],
)
def test_an_encoding_that_can_be_told_is_read_and_said(content: bytes, note: tuple[str, ...], tmp_path: Path) -> None:
    article = article_at(put(tmp_path, content))
    assert article.text == STORY
    assert article.notes == note


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty. Give the text of an article."),
        (b" \r\n\t ", "is empty. Give the text of an article."),
        (b"a" * 5_000_001, "is larger than 5 MB. Cut it to the article."),
        (
            b"%PDF-1.7 \xe2\xe3",
            "is a PDF, not text. Save its text as .txt, or the page as .html, and give that.",
        ),
        (bytes(range(256)) * 4, BINARY),
        (
            "Замбия предложила\nмедь.".encode("cp1251"),
            "is not UTF-8 text: byte 0 (line 1) is 0xc7, and no other encoding can be told from it. Save it as UTF-8.",
        ),
        (
            "Zambia’s copper.\nMali’s gold".encode() + b"\xe2\x80",
            "is not UTF-8 text: byte 32 (line 2) is 0xe2, and no other encoding can be told from it. Save it as UTF-8.",
        ),
        (
            codecs.BOM_UTF16_LE + b"\x00\xd8a\x00",
            "is damaged: it is marked as utf-16-le, but byte 0 is not. Save it as UTF-8.",
        ),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(content: bytes, said: str, tmp_path: Path) -> None:
    path = put(tmp_path, content)
    with pytest.raises(DataError) as refused:
        article_at(path)
    assert str(refused.value) == f"'{path}' {said}"


def test_a_missing_article_is_named() -> None:
    with pytest.raises(DataError) as refused:
        article_at("no-such.txt")
    assert str(refused.value) == (
        "no article at 'no-such.txt'. Give the path of a text or HTML file, an http(s) address, or '-' for standard "
        "input."
    )


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/a.txt", "gopher://example.org"])
def test_an_address_of_another_scheme_is_refused(address: str) -> None:
    with pytest.raises(DataError, match="only http and https are"):
        article_at(address)


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STORY.encode())))
    assert article_at("-").text == STORY


@pytest.mark.parametrize("name", ["story.html", "story.txt"])
def test_a_web_page_is_reduced_to_its_article_and_the_dossier_keeps_that_text(name: str, tmp_path: Path) -> None:
    dossier = read_from(put(tmp_path, PAGE.encode(), name))
    assert dossier.text.startswith("Zambia offers copper\n")
    assert "alert" not in dossier.text
    assert "Copyright" not in dossier.text
    assert dossier.title == "Zambia offers copper | The Wire"
    assert dossier.notes[0].startswith("read from HTML: every offset indexes the text taken from the page (")
    assert dossier.to_dict()["text"] == dossier.text
    assert {(offer.offeror and offer.offeror.country, offer.asset) for offer in dossier.proposals} == {("ZM", "copper")}
    for claim in dossier.claims:
        assert dossier.text[slice(*claim.span)] == claim.text


def test_the_encoding_that_a_page_declares_is_used(tmp_path: Path) -> None:
    page = PAGE.replace("<head>", "<head><meta charset='iso-8859-1'>").encode("cp1252")
    article = article_at(put(tmp_path, page, "page.html"))
    assert "LUSAKA — Zambia" in article.text
    assert article.notes[0] == "read as cp1252, which it declares"


@pytest.mark.parametrize(
    "page",
    [
        "<html><body></body></html>",
        "<html><body><nav><a href='/a'>News</a> <a href='/b'>Sport</a></nav></body></html>",
        "<!doctype html><html><head><script>var x = 1;</script></head><body><img src='a.png'></body></html>",
        "<div>" * 20_000,
    ],
)
def test_a_page_without_an_article_says_so(page: str, tmp_path: Path) -> None:
    path = put(tmp_path, page.encode(), "page.html")
    with pytest.raises(DataError) as refused:
        article_at(path)
    assert str(refused.value).startswith(f"'{path}' is HTML, and no article is found in it (")
    assert "Save the page of the article itself, or copy its text into a .txt file." in str(refused.value)


def test_a_gzip_file_is_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a gzip archive, not text"):
        article_at(put(tmp_path, gzip.compress(STORY.encode())))


def test_a_text_longer_than_an_article_is_refused_before_it_is_read() -> None:
    with pytest.raises(DataError) as refused:
        read_article("copper " * 30_000)
    assert str(refused.value) == (
        "'text' has 210,000 characters; an article has at most 200,000. Cut it to the article."
    )


FOREIGN = {
    "French": "La Zambie a offert aux États-Unis deux mines de cuivre, a dit le ministère des mines lundi à Lusaka. "
    "Le pays veut que les entreprises construisent une usine dans la région, et il ne vendra plus de minerai brut.",
    "German": "Sambia hat den Vereinigten Staaten zwei Kupferminen angeboten, teilte das Ministerium am Montag mit. "
    "Die Regierung will, dass die Firmen eine Schmelze bauen, und sie wird nicht mehr das rohe Erz verkaufen.",
    "Russian": "Замбия предложила Соединённым Штатам два медных рудника, сообщило министерство в понедельник.",
    "Ukrainian": "Замбія запропонувала Сполученим Штатам два мідні рудники, що є в країні, та не лише їх.",
    "Chinese": "赞比亚周一向美国提供两座铜矿该国矿业部表示赞比亚周一向美国提供两座铜矿该国矿业部表示政府还说",
}


@pytest.mark.parametrize(("name", "text"), FOREIGN.items())
def test_an_article_in_another_language_is_said_to_be_and_nothing_is_invented(name: str, text: str) -> None:
    dossier = read_article(text)
    assert dossier.notes == (
        f"the article seems to be in {name}; the rules read English only. Translate it, then read it",
    )
    assert not dossier.claims
    assert not dossier.proposals


@pytest.mark.parametrize(
    "text", ["Copper.", STORY, "1 2 3 4 5", "Rio Tinto, BHP, Glencore, Vale: +3 %, −2 %, 0 %, 1 %"]
)
def test_english_and_what_is_too_short_to_tell_are_read(text: str) -> None:
    assert read_article(text).notes == ()
