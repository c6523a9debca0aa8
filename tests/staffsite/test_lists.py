"""Lists: strange addresses get words, counts are bounded, the number of queries does not grow."""

import pytest
from django.core.paginator import EmptyPage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Person
from portal.offices.models import Role
from portal.staffsite.admin.lists import BoundedPaginator, as_key
from programs.models import Call
from tests.factories import PersonFactory
from tests.scenarios import submitted
from tests.staff import QUEUE, posted, reviewer_browser, staff_browser

STRANGE = [
    "p=0", "p=-1", "p=abc", "p=99999999999999999999999", "p=100000", "p=%F0%9F%98%80", "o=99", "o=-99.4", "o=abc",
    "o=.", "o=1.1.1", "all=", "all=1&p=3", "e=1", "status=nothing", "status=", "status=a&status=b", "waiting=x",
    "waiting=&waiting=check", "call__id__exact=abc", "call__id__exact=", "call__id__exact=99999999999999999999999",
    "call__id__exact=1&call__id__exact=2", "call__id__exact=-1", "call__isnull=maybe", "q=%25", "q=_", "q=a&q=b",
    "q=%27%22%3B--", "q=" + "x" * 3000, "q=%E2%80%AE", "_facets=True", "_popup=1",
]  # fmt: skip
REFUSED = [
    "q=%00", "status=%00", "call__id__exact=%00", "%00=1", "_to_field=lot_token", "_to_field=nothing", "person=1",
    "no_such_field=1", "reference__regex=(", "pk__in=1,2", "id=%00", "id=1", "id__gte=99999999999999999999",
    "_changelist_filters=%25",
]  # fmt: skip
OPERATORS_LISTS = ["/admin/offices/posting/", "/admin/audit/entry/", "/admin/accounts/user/", "/admin/offices/office/"]
STRANGE_THERE = [
    "p=9999999", "o=7.-7", "q=%25", "all=", "role__exact=x", "office__id__exact=x", "area=x", "kind__exact=7",
    "verified__exact=9",
]  # fmt: skip


@pytest.fixture
def reviewer(call: Call) -> Client:
    submitted(call)
    return reviewer_browser(call.office)


def test_no_address_of_the_queue_ends_in_an_error_page(reviewer: Client) -> None:
    for query in STRANGE:
        answer = reviewer.get(f"{QUEUE}?{query}", follow=True)
        assert answer.status_code == 200, query
        assert len(answer.redirect_chain) < 2, query


def test_addresses_that_no_list_writes_are_refused_in_words(reviewer: Client) -> None:
    for query in REFUSED:
        assert reviewer.get(f"{QUEUE}?{query}").status_code == 400, query
    page = reviewer.get(f"{QUEUE}?lot_token__startswith=a").content.decode()
    assert "This list cannot be filtered by “lot_token__startswith”" in page


@pytest.mark.parametrize(
    "key", ["abc", "0", "-1", "99999999999999999999999", "1_5F2", "%F0%9F%98%80", "1%2F2", "٣", "1.5", "+1"]
)
def test_no_key_of_a_dossier_ends_in_an_error_page(reviewer: Client, key: str) -> None:
    for below in ("change/", "history/", "delete/", "do/score/", ""):
        assert reviewer.get(f"{QUEUE}{key}/{below}", follow=True).status_code == 404
    assert reviewer.post(f"{QUEUE}{key}/do/score/", {}, follow=True).status_code == 404


@pytest.mark.parametrize("path", OPERATORS_LISTS)
def test_no_address_of_the_operators_lists_ends_in_an_error_page(call: Call, path: str) -> None:
    operator = reviewer_browser(call.office, Role.OPERATOR)
    assert operator.get(path).status_code == 200
    for query in STRANGE_THERE:
        assert operator.get(f"{path}?{query}", follow=True).status_code in (200, 400), query
    for key in ("abc", "99999999999999999999999", "0"):
        assert operator.get(f"{path}{key}/change/").status_code == 404, key


def test_an_action_over_keys_that_are_none_touches_nothing(reviewer: Client) -> None:
    for chosen in ("abc", "\x00", "99999999999999999999999", "-1", "1.5", ""):
        data = {"action": "open_review_of_selected", "_selected_action": chosen, "index": "0"}
        assert reviewer.post(QUEUE, data, follow=True).status_code == 200
    for data in ({"action": "delete_selected"}, {"action": "nothing"}, {}, {"action": "\x00"}):
        posted_data = {"_selected_action": "1", "index": "x", **data}
        assert reviewer.post(QUEUE, posted_data, follow=True).status_code == 200


def test_the_page_is_refused_to_those_who_would_write_where_nothing_is_written(reviewer: Client) -> None:
    assert reviewer.get(f"{QUEUE}add/").status_code == 403
    assert reviewer.post(f"{QUEUE}add/", {}).status_code == 403


def test_nobody_is_offered_to_delete(reviewer: Client) -> None:
    assert "delete_selected" not in reviewer.get(QUEUE).content.decode()


def test_the_queue_takes_as_many_queries_for_many_applications_as_for_one(call: Call) -> None:
    browser = staff_browser(posted(call.office))
    submitted(call)
    browser.get(QUEUE)
    few = queries_of(browser)
    for _ in range(4):
        submitted(call)
    assert queries_of(browser) == few
    assert few <= 12


# allauth's list of a person's sessions is kept up to date on every request of the whole site.
KEPT_BY_ALLAUTH = "usersessions_usersession"


def queries_of(reviewer: Client, path: str = QUEUE) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert reviewer.get(path).status_code == 200
    said = [query["sql"] for query in caught.captured_queries]
    return sum(KEPT_BY_ALLAUTH not in sql and "SAVEPOINT" not in sql for sql in said)


@pytest.fixture
def people(db: None) -> None:
    Person.objects.all().delete()
    Person.objects.bulk_create(Person(full_name=f"{n:04}") for n in range(1207))


@pytest.mark.usefixtures("people")
def test_a_long_list_is_counted_to_a_thousand_and_says_that_there_is_more() -> None:
    first = BoundedPaginator(Person.objects.order_by("full_name"), 50, asked=1)
    assert (first.count, first.more) == (1000, True)
    with CaptureQueriesContext(connection) as caught:
        assert BoundedPaginator(Person.objects.order_by("full_name"), 50, asked=1).count == 1000
    assert "LIMIT 1001" in caught.captured_queries[0]["sql"]


@pytest.mark.usefixtures("people")
def test_a_long_list_can_be_walked_to_its_end() -> None:
    seen: list[str] = []
    number = 1
    while True:
        pages = BoundedPaginator(Person.objects.order_by("full_name"), 50, asked=number)
        try:
            seen += [person.full_name for person in pages.page(number)]
        except EmptyPage:
            break
        number += 1
    assert seen == [f"{n:04}" for n in range(1207)]
    last = BoundedPaginator(Person.objects.order_by("full_name"), 50, asked=25)
    assert (last.count, last.more) == (1207, False)


def test_a_short_list_is_counted_exactly(db: None) -> None:
    PersonFactory()
    pages = BoundedPaginator(Person.objects.order_by("pk"), 50)
    assert (pages.count, pages.more, pages.num_pages) == (1, False, 1)


@pytest.mark.parametrize(("text", "key"), [("7", 7), ("9223372036854775807", 2**63 - 1), ("9223372036854775808", None)])
def test_a_key_is_a_number_that_the_database_can_hold(text: str, key: int | None) -> None:
    assert as_key(text) == key
