"""Who reads the stream, in which words, and that reading it is recorded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.audit.models import Entry
from portal.audit.sealing import seal_waiting
from portal.audit.services import forget, record
from portal.common import clock
from portal.common.scoping import UnscopedQuery, scope_required
from portal.offices.models import Office, Posting, Role
from portal.offices.services import close_posting, open_posting
from programs.models import Call
from tests.calls import open_call
from tests.commands import said
from tests.factories import OfficeFactory, PersonFactory, PostingFactory
from tests.scenarios import submitted
from tests.staff import dossier, posted, reviewer_browser, staff_browser

pytestmark = pytest.mark.django_db
TRAIL = "/admin/audit/entry/"


@pytest.fixture
def call() -> Call:
    return open_call()


@pytest.fixture
def office(call: Call) -> Office:
    return call.office


@pytest.fixture
def ministry() -> Office:
    return OfficeFactory(code="ministry", kind="ministry", city="Tokyo", country="JP", time_zone="Asia/Tokyo")


def text(browser: Client, path: str = TRAIL, **query: object) -> str:
    answer = browser.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u2068", "").replace("\u2069", "")


def seen(user: User) -> set[int]:
    return set(Entry.objects.for_user(User.objects.get(pk=user.pk)).values_list("pk", flat=True))


def test_an_auditor_reads_who_opened_which_dossier_in_a_sentence(call: Call) -> None:
    application = submitted(call)
    staff_browser(posted(call.office, name="Anna Peeters")).get(dossier(application))
    page = text(reviewer_browser(call.office, Role.AUDITOR))
    assert f"Anna Peeters (Reviewer, {call.office}) opened the dossier of application {application.reference}." in page
    assert "CET" in page


def test_the_sentence_names_the_role_somebody_had_then_and_there(office: Office) -> None:
    operator, anna = posted(office, Role.OPERATOR, name="Olga Maes"), PersonFactory(full_name="Anna Peeters").user
    posting = open_posting(user=anna, office=office, role=Role.REVIEWER, starts_on=date(2026, 1, 1), actor=operator)
    close_posting(posting, actor=operator)
    PostingFactory(user=anna, office=OfficeFactory(city="Lima"), role=Role.COORDINATOR, starts_on=date(2099, 1, 1))
    page = text(reviewer_browser(office, Role.AUDITOR))
    assert f"Olga Maes (Operator, {office}) posted Anna Peeters (Reviewer, {office}) as Reviewer to {office}." in page
    assert "Lima" not in page


def test_an_offices_auditor_reads_that_office_and_a_ministrys_all(office: Office, ministry: Office) -> None:
    elsewhere = OfficeFactory(city="Lima")
    here, there, nowhere = (
        record("applications.dossier_opened", office_id=office.pk).pk,
        record("applications.dossier_opened", office_id=elsewhere.pk).pk,
        record("programs.round_made").pk,
    )
    for role in (Role.AUDITOR, Role.OPERATOR):
        assert seen(posted(office, role)) & {here, there, nowhere} == {here}
        assert seen(posted(ministry, role)) >= {here, there, nowhere}
    for role in (Role.REVIEWER, Role.SENIOR_REVIEWER, Role.COORDINATOR, Role.LIAISON):
        assert not seen(posted(office, role))
    assert not seen(PersonFactory().user)


def test_an_auditor_here_who_is_a_reviewer_there_reads_what_is_here(office: Office) -> None:
    elsewhere = OfficeFactory(city="Lima")
    there = record("applications.dossier_opened", office_id=elsewhere.pk).pk
    both = posted(office, Role.AUDITOR)
    PostingFactory(user=both, office=elsewhere, role=Role.REVIEWER)
    assert there not in seen(both)


def test_a_sign_in_of_staff_belongs_to_the_offices_they_were_posted_at_then(office: Office, ministry: Office) -> None:
    elsewhere = OfficeFactory(city="Lima")
    reviewer, applicant = PersonFactory().user, PersonFactory().user
    Posting.objects.create(
        user=reviewer, office=office, role=Role.REVIEWER,
        starts_on=date(2026, 1, 1), ends_on=clock.now().date() - timedelta(days=10),
    )  # fmt: skip
    PostingFactory(user=reviewer, office=elsewhere, starts_on=clock.now().date() - timedelta(days=5))
    with clock.shifted(timedelta(days=-20)):
        before = record("accounts.signed_in", user=reviewer).pk
    with clock.shifted(timedelta(days=-7)):
        between = record("accounts.signed_in", user=reviewer).pk
    after = record("accounts.signed_in", user=reviewer).pk
    own = record("accounts.signed_in", user=applicant).pk
    every = {before, between, after, own}
    assert seen(posted(office, Role.AUDITOR)) & every == {before}
    assert seen(posted(elsewhere, Role.AUDITOR)) & every == {after}
    assert seen(posted(ministry, Role.AUDITOR)) & every == every


def test_the_stream_is_not_read_in_a_staff_request_without_saying_for_whom() -> None:
    with scope_required(), pytest.raises(UnscopedQuery):
        Entry.objects.exists()


def test_an_auditor_changes_nothing(office: Office) -> None:
    entry = record("programs.call_made", office_id=office.pk)
    browser = reviewer_browser(office, Role.AUDITOR)
    for below in ("add/", f"{entry.pk}/change/", f"{entry.pk}/delete/"):
        assert browser.post(TRAIL + below, {"code": "x"}).status_code == 403
    assert browser.get(f"{TRAIL}{entry.pk}/change/").status_code == 200


def test_another_offices_entry_is_not_there(office: Office) -> None:
    entry = record("programs.call_made", office_id=OfficeFactory(city="Lima").pk)
    assert reviewer_browser(office, Role.AUDITOR).get(f"{TRAIL}{entry.pk}/change/").status_code == 404


def test_applicants_stay_numbers(ministry: Office) -> None:
    applicant = PersonFactory(full_name="Zoë Carreño").user
    entry = record("accounts.signed_in", user=applicant, personal={"address": "192.0.2.7", "browser": "Firefox, Linux"})
    browser = reviewer_browser(ministry, Role.AUDITOR)
    for page in (text(browser), text(browser, f"{TRAIL}{entry.pk}/change/")):
        assert f"Account {applicant.pk} signed in." in page
        assert applicant.email not in page
        assert "Carreño" not in page


def test_the_page_of_an_entry_shows_what_lies_beside_it_until_it_is_erased(ministry: Office) -> None:
    user = PersonFactory().user
    entry = record("accounts.signed_in", user=user, personal={"address": "192.0.2.7"})
    browser = reviewer_browser(ministry, Role.AUDITOR)
    assert "192.0.2.7" in text(browser, f"{TRAIL}{entry.pk}/change/")
    forget(user.pk)
    page = text(browser, f"{TRAIL}{entry.pk}/change/")
    assert "192.0.2.7" not in page
    assert "erased" in page


def test_each_reading_is_recorded_and_what_was_searched_for_can_be_erased(office: Office) -> None:
    entry = record("programs.call_made", office_id=office.pk)
    auditor = posted(office, Role.AUDITOR)
    browser = staff_browser(auditor)
    text(browser, q="peeters")
    text(browser, f"{TRAIL}{entry.pk}/change/")
    first, second = Entry.objects.filter(code="audit.read", user_id=auditor.pk).order_by("pk")
    assert (first.data, second.data) == ({"page": 1}, {"entry": entry.pk})
    assert first.detail.values == {"query": "q=peeters"}
    assert "read the audit stream" in text(reviewer_browser(office, Role.AUDITOR))


def test_whoever_may_not_read_it_is_told_so_and_only_that_is_recorded(office: Office) -> None:
    assert reviewer_browser(office, Role.REVIEWER).get(TRAIL).status_code == 403
    assert not Entry.objects.filter(code="audit.read").exists()


def test_the_list_says_how_far_the_stream_is_sealed_and_verified(office: Office) -> None:
    browser = reviewer_browser(office, Role.AUDITOR)
    assert "Nothing is sealed yet." in text(browser)
    seal_waiting()
    page = text(browser)
    assert "Sealed up to seal 1" in page
    assert "have not been verified yet" in page
    said("verify_audit")
    assert ", whole." in text(browser)
    record("audit.found_broken", seals=1, problems=2)
    assert "found faults" in text(browser)


def listed(browser: Client, **query: object) -> set[int]:
    answer = browser.get(TRAIL, query)
    assert answer.status_code == 200
    return {row.pk for row in answer.context["cl"].result_list}


def test_the_stream_is_searched_by_staff_by_reference_and_by_code(call: Call) -> None:
    application = submitted(call)
    anna = posted(call.office, name="Anna Peeters")
    opened = record("applications.dossier_opened", user=anna, about=application).pk
    scored = record("review.score_given", office_id=call.office_id, application=application.pk).pk
    made = record("programs.call_made", office_id=call.office_id).pk
    browser = reviewer_browser(call.office, Role.AUDITOR)
    every = {opened, scored, made}
    assert listed(browser, q="peeters") & every == {opened}
    assert listed(browser, q=anna.email.upper()) & every == {opened}
    assert listed(browser, q=application.reference.lower()) & every == {opened, scored}
    assert listed(browser, q="call_ma") & every == {made}
    assert not listed(browser, q="nobody at all") & every


def test_days_are_those_of_the_readers_office(ministry: Office) -> None:
    browser = reviewer_browser(ministry, Role.AUDITOR)
    # 20:00 UTC is five in the morning of the next day in Tokyo.
    at = (clock.now() - timedelta(days=3)).replace(hour=20, minute=0)
    entry = Entry.objects.create(code="programs.round_made", at=at)
    assert entry.pk in listed(browser, day=f"{at + timedelta(days=1):%Y-%m-%d}")
    assert entry.pk not in listed(browser, day=f"{at:%Y-%m-%d}")
    assert entry.pk in listed(browser, day="nonsense")
    assert entry.pk in listed(browser, day="9999-12-31")


def test_filters_narrow_what_is_seen_anyway_and_answer_nothing_about_the_rest(office: Office) -> None:
    elsewhere = OfficeFactory(city="Lima")
    stranger = posted(elsewhere, name="Ines Quispe")
    foreign = record("programs.call_made", user=stranger, office_id=elsewhere.pk).pk
    own = record("programs.call_made", office_id=office.pk).pk
    browser = reviewer_browser(office, Role.AUDITOR)
    for query in (
        {"account": stranger.pk}, {"office": elsewhere.pk}, {"q": "quispe"}, {"q": stranger.email},
        {"area": "programs"}, {"day": f"{clock.now():%Y-%m-%d}"}, {},
    ):  # fmt: skip
        assert foreign not in listed(browser, **query), query
    assert own in listed(browser, office=elsewhere.pk)  # an office that is not the reader's narrows nothing
    assert str(elsewhere) not in text(browser)
    for query in ({"user_id": 1}, {"data__contains": "x"}, {"detail__values": "x"}, {"at__gte": "2026-01-01"}):
        assert browser.get(TRAIL, query).status_code == 400


def test_a_ministrys_reader_chooses_among_all_offices(office: Office, ministry: Office) -> None:
    reviewer = posted(office)
    signed_in = record("accounts.signed_in", user=reviewer).pk
    browser = reviewer_browser(ministry, Role.AUDITOR)
    assert f'<option value="{office.pk}"' in text(browser)
    assert signed_in in listed(browser, office=office.pk)
    assert signed_in not in listed(browser, office=ministry.pk)


def test_a_page_of_the_stream_takes_as_many_queries_for_many_entries_as_for_few(call: Call) -> None:
    browser = reviewer_browser(call.office, Role.AUDITOR)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            text(browser)
        return sum("usersession" not in query["sql"] and "SAVEPOINT" not in query["sql"] for query in caught)

    for _ in range(2):
        record("applications.dossier_opened", user=posted(call.office), about=submitted(call))
    queries()
    few = queries()
    for _ in range(8):
        record("applications.dossier_opened", user=posted(call.office), about=submitted(call))
    assert queries() == few
    assert few < 25


def test_an_entry_of_a_code_that_is_gone_still_shows(office: Office) -> None:
    Entry.objects.create(code="offices.renamed", office_id=office.pk)
    assert "offices.renamed" in text(reviewer_browser(office, Role.AUDITOR))
