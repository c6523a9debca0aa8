"""Signing up, signing in, the second step and what one sees of one's account: finished pages in our frame."""

import pytest

from tests.look.account_pages import all_pages

# The static files are served by the tests' own little server, not collected.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at:UserWarning")]


@pytest.fixture
def pages() -> dict[str, str]:
    return all_pages()


def test_every_page_is_in_our_frame_with_one_heading_and_a_title(pages: dict[str, str]) -> None:
    assert len(pages) > 20
    for name, html in pages.items():
        assert html.count("<h1") == 1, name
        assert html.count("<main") == 1, name
        assert " - Exchange programmes portal</title>" in html, name
        assert "style=" not in html, name
        assert "Menu:" not in html, name


def test_pages_with_errors_say_so_in_the_title(pages: dict[str, str]) -> None:
    for name in ("/wrong_login/", "/wrong_signup/", "/wrong_code/"):
        assert "<title>Error: " in pages[name], name
        assert 'class="error-summary"' in pages[name], name
    assert "<title>Error" not in pages["/account_login/"]
