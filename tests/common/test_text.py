"""Names as people write them."""

import pytest

from portal.common.text import file_name, nfc, search_key


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Carreño", "carreno"),
        ("Nguyễn Thị Hương", "nguyen thi huong"),
        ("O’Connor-Šimić", "o connor simic"),
        ("Łukasz Żółw", "lukasz zolw"),
        ("Suharto", "suharto"),
        ("Straße", "strasse"),
        ("山田 太郎", "山田 太郎"),
        ("İpek", "ipek"),
    ],
)
def test_a_name_is_found_by_what_one_types(written: str, typed: str) -> None:
    assert search_key(written) == typed


def test_the_two_unicode_spellings_of_a_name_are_one() -> None:
    assert nfc("Andre\u0301  Dupont ") == "André Dupont"
    assert search_key("Andre\u0301") == search_key("André")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("passport.pdf", "passport.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\scan.jpg", "scan.jpg"),
        ("in\u202egpj.exe", "ingpj.exe"),
        ("a\x00b\n.pdf", "ab .pdf"),
        ("   ", "file"),
        ("履歴書.pdf", "履歴書.pdf"),
    ],
)
def test_a_file_name_is_only_a_name(given: str, kept: str) -> None:
    assert file_name(given) == kept


def test_a_long_file_name_keeps_its_ending() -> None:
    name = file_name("x" * 300 + ".pdf")
    assert len(name) == 150
    assert name.endswith("x.pdf")
