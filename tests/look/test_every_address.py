"""No page that anybody but staff may meet goes unseen: each address has a visit among the pages looked at in Chromium,
and each form one in which it is wrong. A new address fails here until a module of pages shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from tests.alumni import every_page as alumni_pages
from tests.applications.views import every_correction, every_page, test_every_status_in_a_browser
from tests.crawler.addresses import patterns
from tests.look import account_pages, test_error_pages_in_a_browser
from tests.look.visits import Visits, noted
from tests.programs.views import test_pages_in_a_browser as public_pages
from tests.requests import every_page as request_pages

# Each is browsed by a module of its own, at 320 px in the dark and at 1280 px by day, with every rule of axe-core.
PAGES: tuple[Callable[[], dict[str, str]], ...] = (
    account_pages.all_pages,
    test_error_pages_in_a_browser.all_pages,
    public_pages.all_pages,
    every_page.all_pages,
    every_correction.all_pages,
    test_every_status_in_a_browser.all_pages,
    request_pages.all_pages,
    alumni_pages.all_pages,
)
STAFF = ("admin/", "dev/", "healthz/")
# Addresses without a page of their own.
NO_PAGE = {
    "set_language": "comes back to the page it was pressed on",
    "file_download": "a file",
    "file_page": "a picture",
    "alumni_map": "a picture",
    "application_copy": "a PDF",
    "founding_withdraw": "a button; back to what one asked",
    "application_referee_remind": "a button; back to the referees",
    "application_request_remove": "a button; back to the request",
    "end_session": "a button; back to the sessions",
    "second_factor_set_up": "leads on to the form of an authenticator app",
    "mfa_download_recovery_codes": "a text file",
    "account_confirm_login_code": "closed here: nobody signs in with a code alone",
    "account_set_password": "for accounts without a password, which this site does not make",
}


@pytest.fixture(scope="module")
def visits(django_db_setup: None, django_db_blocker: object) -> Iterator[Visits]:
    """What all modules of pages render, each on rows of its own."""
    with django_db_blocker.unblock(), noted() as found:  # type: ignore[attr-defined]
        for pages in PAGES:
            with transaction.atomic():
                pages()
                transaction.set_rollback(True)
        yield found


def addressed() -> dict[str, str]:
    """The name of each pattern that is not for staff."""
    return {each.route: each.name for each in patterns() if not each.route.startswith(STAFF)}


@pytest.mark.django_db
def test_every_address_has_a_page_that_is_looked_at(visits: Visits) -> None:
    unseen = {name for route, name in addressed().items() if route not in visits.shown} - set(NO_PAGE)
    assert unseen == set()


@pytest.mark.django_db
def test_every_form_is_looked_at_when_it_is_wrong(visits: Visits) -> None:
    names = addressed()
    forms = {names[route] for route in visits.posting & set(names)}
    wrong = {names[route] for route in visits.wrong & set(names)}
    assert forms - wrong == set()


@pytest.mark.django_db
def test_what_is_said_to_have_no_page_has_none(visits: Visits) -> None:
    shown = {name for route, name in addressed().items() if route in visits.shown}
    assert shown & set(NO_PAGE) == set()
    assert set(NO_PAGE) <= set(addressed().values())
