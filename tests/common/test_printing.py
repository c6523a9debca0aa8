"""Printed documents: text stays text, every script is drawn, the same content makes the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from portal.common.printing.glyphs import clusters, named
from portal.common.printing.pdf import NotTypeset, make_pdf

AT = datetime(2026, 11, 12, 13, 3, 21, tzinfo=UTC)


def content(*values: Any, **other: Any) -> dict[str, Any]:
    """What the template of an application wants, with these answers in it."""
    rows = [{"key": f"Question {number}", "value": value} for number, value in enumerate(values, start=1)]
    return {
        "language": "en",
        "title": "Application 0123456789A",
        "head": "Application 0123456789A · MIRAI",
        "of_pages": "Page {page} of {pages}",
        "facts": [],
        "sections": [{"title": "Answers", "rows": rows}],
        "documents": {"title": "Documents", "none": "None.", "files": []},
        "corrections": {"title": "Corrections", "text": "", "entries": []},
        "proof": {"title": "Proof", "paragraphs": [], "checksums": []},
        "undrawn_text": "A box stands for:",
        **other,
    }


def printed(*values: Any, **other: Any) -> bytes:
    return make_pdf("application.typ", content(*values, **other), made_at=AT)


def text_of(pdf: bytes) -> str:
    """All text of a PDF as a reader copies it, without the line ends of the layout."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return unicodedata.normalize("NFC", " ".join(" ".join(pages).split()))


def pages_of(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def test_the_same_content_makes_the_same_bytes() -> None:
    assert printed("Zoë Carreño") == printed("Zoë Carreño")
    assert printed("Zoë Carreño") != printed("Zoé Carreño")


@pytest.mark.parametrize(
    "hostile",
    [
        '#import "/etc/passwd": *',
        "#panic(sys.inputs)",
        '#read("../../.env")',
        "*bold* _italic_ `raw` $x^2$ @reference <label> = heading",
        "// a comment /* and another */ \\ #",
        "#{while true {}}",
        '"}, {"key": "forged", "value": "yes"',
        "https://example.org/?a=1&b=2",
        "{page} of {pages}",
    ],
)
def test_markup_in_an_answer_stays_text(hostile: str) -> None:
    assert hostile in text_of(printed(hostile))


def test_what_would_be_markup_in_a_title_a_key_or_a_list_stays_text_too() -> None:
    found = text_of(printed(["#panic()", "*one*"], title="= #panic() *x*", head="#head"))
    assert "#panic()" in found
    assert "*one*" in found
    assert "= #panic() *x*" in found
    assert "#head" in found


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Hằng",
        "Щербаков Αθηνά",
        "渡辺 健太",
        "张伟 歐陽",
        "김민수",
        "ณัฐวุฒิ ศรีสุวรรณ",
        "ທອງສຸກ",
        "श्रीमती प्रियंका",
        "தமிழ்ச்செல்வி",
        "অনিন্দিতা",
        "తెలుగు",
        "ភាសាខ្មែរ",
        "မြန်မာ",
        "አበበ በቂላ",
        "შოთა რუსთაველი",
        "Հայաստան",
    ],
)
def test_names_are_drawn_in_their_own_script(name: str) -> None:
    found = text_of(printed(name))
    assert "A box stands for" not in found
    # Signs that shaping joins or moves may be copied in another order: each of them is there.
    assert set(name.replace(" ", "")) <= set(found)


@pytest.mark.parametrize("name", ["محمد بن عبد الله", "שלום עליכם", "Omar عمر said (مرحبا) 123"])
def test_names_written_from_right_to_left_are_drawn(name: str) -> None:
    found = text_of(printed(name))
    assert "A box stands for" not in found
    # Brackets are mirrored in text from right to left, and copied as they are drawn.
    assert set(name) - set(" ()") <= set(found)


def test_a_character_that_no_font_has_is_a_box_and_named_and_the_rest_is_untouched() -> None:
    found = text_of(printed("Kumari සිරිසේන of Colombo", "ok \U0001f600"))
    assert "Kumari □□□□ of Colombo" in found
    assert "A box stands for: " in found
    assert "U+0DC3 U+0DD2" in found
    assert "U+1F600" in found


def test_marks_that_belong_to_no_letter_do_not_keep_a_document_from_being_made() -> None:
    wild = "z\u0335\u0a41a\u034f\u0489 x\u0f71 \u0301 \u202eabc\u202c \u200f \ufeff \ue000 \ufdd0"
    assert printed(wild).startswith(b"%PDF-")


def test_it_is_tagged_for_those_who_listen_to_it() -> None:
    pdf = printed("Zoë")
    assert b"/StructTreeRoot" in pdf
    assert b"pdfuaid:part" in pdf


def test_a_long_answer_takes_as_many_pages_as_it_needs_and_each_has_its_number() -> None:
    essay = "I study how cities share what they learn. " * 200
    pdf = printed(essay)
    found = text_of(pdf)
    assert found.count("I study how") == 200
    assert f"Page 1 of {pages_of(pdf)}" in found
    assert pages_of(pdf) > 2


def test_a_name_of_120_characters_and_a_word_without_end_stay_on_the_paper() -> None:
    name, word = "Wolfeschlegelsteinhausenbergerdorff" * 4, "x" * 6_000
    pdf = printed(name[:120], word)
    found = "".join(text_of(pdf).split())
    assert name[:120] in found
    assert found.count("x") >= 6_000
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            width, _height = page.get_size()
            letters = page.get_textpage()
            rights = [letters.get_charbox(index)[2] for index in range(letters.count_chars())]
            assert max(rights) < width
    finally:
        document.close()


def test_lines_of_an_answer_stay_lines() -> None:
    document = pypdfium2.PdfDocument(printed("first line\nsecond line"))
    try:
        lines = document[0].get_textpage().get_text_range().splitlines()
    finally:
        document.close()
    assert any(line.endswith("first line") for line in lines)
    assert "second line" in lines


def test_control_characters_and_halves_of_characters_are_no_obstacle() -> None:
    assert "Zoë\ufffd Carreño\ufffd end" in text_of(printed("Zoë\x00\x1b Carreño\ud800 end"))
    assert "tab here" in text_of(printed("tab\there\x07"))


def test_a_fault_of_a_template_is_said_in_words_and_kept_for_the_log() -> None:
    with pytest.raises(NotTypeset) as refused:
        make_pdf("no_such_template.typ", content(), made_at=AT)
    assert refused.value.code == "not_typeset"
    assert "no_such_template" in refused.value.values["problem"]
    assert "try again" in str(refused.value)


def test_the_process_that_sets_text_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "DJANGO_SETTINGS_MODULE" in os.environ, "the control: there is something it could have been told"
    seen: dict[str, Any] = {}
    run = subprocess.run

    def watched(*args: Any, **kwargs: Any) -> Any:
        seen.update(kwargs["env"])
        return run(*args, **kwargs)

    monkeypatch.setattr("portal.common.printing.pdf.subprocess.run", watched)
    printed("x")
    assert set(seen) == {"PATH", "LANG", "PYTHONDONTWRITEBYTECODE"}


def test_a_letter_is_named_together_with_its_marks() -> None:
    assert list(clusters("සිa\u0301b")) == ["සි", "a\u0301", "b"]
    assert named("සි") == "U+0DC3 U+0DD2"


def test_where_no_process_can_be_started_that_is_said_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))
    with pytest.raises(NotTypeset) as refused:
        make_pdf("application.typ", content(), made_at=AT)
    assert "gone" in refused.value.values["problem"]
