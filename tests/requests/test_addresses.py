"""Two spellings of one mailbox are one address."""

import pytest

from applications.requests.addresses import folded


@pytest.mark.parametrize(
    "spelling",
    [
        "zoe@example.org",
        "ZOE@Example.ORG",
        " zoe@example.org ",
        "zoe+letter@example.org",
        "zoe+a+b@example.org",
        "zoe@example.org.",
        "ｚｏｅ@example.org",
        '"zoe"@example.org',
        '"z\\oe"@example.org',
        '"z\\o\\e+letter"@example.org',
    ],
)
def test_case_width_and_what_follows_a_plus_make_no_other_mailbox(spelling: str) -> None:
    assert folded(spelling) == folded("zoe@example.org")


def test_dots_count_except_where_the_service_ignores_them() -> None:
    assert folded("z.o.e@googlemail.com") == folded("zoe+x@gmail.com")
    assert folded("z.o.e@example.org") != folded("zoe@example.org")


def test_a_domain_in_its_own_script_is_the_same_in_ascii() -> None:
    assert folded("zoe@bücher.example") == folded("zoe@xn--bcher-kva.example")


def test_a_quoted_name_is_the_name_in_it() -> None:
    assert folded('"jane\\.doe"@example.org') == folded("jane.doe@example.org")


def test_other_people_stay_other_people() -> None:
    assert folded("zoe@example.org") != folded("zoe@example.com")
    assert folded("+zoe@example.org") == "+zoe@example.org"
    assert folded("no address") == "no address"
