"""Postings are opened and closed by operators, through services that leave a trace and end sessions."""

from datetime import date, timedelta

import pytest
from django.test import Client

from portal.audit.models import Entry
from portal.common import clock
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Office, Posting, Role
from portal.offices.queries import is_posted
from portal.offices.services import close_posting, open_posting
from programs.models import Call
from tests.factories import OfficeFactory, PersonFactory, PostingFactory
from tests.staff import QUEUE, posted, reviewer_browser, staff_browser

POSTINGS = "/admin/offices/posting/"
START = date(2026, 1, 1)


@pytest.fixture
def office(db: None) -> Office:
    return OfficeFactory()


def test_an_opened_posting_makes_somebody_staff_and_is_on_record(office: Office) -> None:
    operator, newcomer = posted(office, Role.OPERATOR), PersonFactory().user
    posting = open_posting(user=newcomer, office=office, role=Role.REVIEWER, starts_on=START, actor=operator)
    assert is_posted(newcomer, Role.REVIEWER)
    entry = Entry.objects.get(code="offices.posting_opened")
    assert (entry.user_id, entry.office_id, entry.object_id) == (operator.pk, office.pk, str(posting.pk))
    assert entry.data == {"posted_user": newcomer.pk, "role": "reviewer"}


def test_closing_a_posting_works_at_once_even_on_its_first_day_and_ends_sessions(call: Call) -> None:
    operator, reviewer = posted(call.office, Role.OPERATOR), PersonFactory().user
    posting = open_posting(
        user=reviewer, office=call.office, role=Role.REVIEWER, starts_on=clock.now().date(), actor=operator
    )
    browser = staff_browser(reviewer)
    assert browser.get(QUEUE).status_code == 200
    close_posting(posting, actor=operator)
    assert browser.get(QUEUE)["Location"].startswith("/accounts/login/")
    assert staff_browser(type(reviewer).objects.get(pk=reviewer.pk)).get(QUEUE).status_code == 403
    assert Entry.objects.filter(code="offices.posting_closed", user_id=operator.pk).exists()


def test_a_closed_posting_is_not_closed_again(office: Office) -> None:
    posting, operator = PostingFactory(office=office), posted(office, Role.OPERATOR)
    close_posting(posting, actor=operator)
    with pytest.raises(Conflict):
        close_posting(posting, actor=operator)


def test_nobody_opens_or_closes_a_posting_of_their_own(office: Office) -> None:
    operator = posted(office, Role.OPERATOR)
    with pytest.raises(NotAllowed):
        open_posting(user=operator, office=office, role=Role.COORDINATOR, starts_on=START, actor=operator)
    with pytest.raises(NotAllowed):
        close_posting(operator.postings.get(), actor=operator)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SENIOR_REVIEWER, Role.COORDINATOR, Role.MINISTRY])
def test_only_operators_keep_postings(office: Office, role: Role) -> None:
    with pytest.raises(NotAllowed):
        close_posting(PostingFactory(office=office), actor=posted(office, role))


def test_an_operator_keeps_the_postings_of_their_office_and_a_ministrys_operator_all(office: Office) -> None:
    ministry = OfficeFactory(code="ministry", kind="ministry", city="Tokyo", country="JP", time_zone="Asia/Tokyo")
    posting = PostingFactory(office=office)
    with pytest.raises(NotAllowed):
        close_posting(posting, actor=posted(OfficeFactory(), Role.OPERATOR))
    assert close_posting(posting, actor=posted(ministry, Role.OPERATOR)).closed_at


def test_the_same_role_is_not_given_twice_for_the_same_time(office: Office) -> None:
    operator, user = posted(office, Role.OPERATOR), PersonFactory().user
    first = open_posting(user=user, office=office, role=Role.REVIEWER, starts_on=START, actor=operator)
    with pytest.raises(DomainError) as refused:
        open_posting(user=user, office=office, role=Role.REVIEWER, starts_on=START + timedelta(days=30), actor=operator)
    assert refused.value.code == "posting_exists"
    close_posting(first, actor=operator)
    later = START + timedelta(days=30)
    assert open_posting(user=user, office=office, role=Role.REVIEWER, starts_on=later, actor=operator)


def test_a_posting_does_not_end_before_it_starts(office: Office) -> None:
    with pytest.raises(DomainError) as refused:
        open_posting(
            user=PersonFactory().user,
            office=office,
            role=Role.REVIEWER,
            starts_on=START,
            ends_on=START - timedelta(days=1),
            actor=posted(office, Role.OPERATOR),
        )
    assert refused.value.code == "ends_before_start"


@pytest.mark.parametrize(
    ("role", "kind", "programme", "code"),
    [
        (Role.MINISTRY, "embassy", "", "role_elsewhere"),
        (Role.CENTER_OFFICER, "embassy", "", "role_elsewhere"),
        (Role.LIAISON, "center", "", "role_elsewhere"),
        (Role.REVIEWER, "ministry", "", "role_elsewhere"),
        (Role.COORDINATOR, "ministry", "", "programme_missing"),
        (Role.COORDINATOR, "ministry", "mirai", ""),
        (Role.CENTER_OFFICER, "center", "", ""),
        (Role.AUDITOR, "center", "", ""),
    ],
)
def test_a_role_is_given_only_where_it_exists(db: None, role: Role, kind: str, programme: str, code: str) -> None:
    office, newcomer = OfficeFactory(kind=kind), PersonFactory().user
    operator = posted(office, Role.OPERATOR)
    wanted = {"user": newcomer, "office": office, "role": role, "programme": programme, "starts_on": START}
    if not code:
        assert open_posting(actor=operator, **wanted).role == role
        return
    with pytest.raises(DomainError) as refused:
        open_posting(actor=operator, **wanted)
    assert refused.value.code == code


def form(user_email: str, at: Office, **changed: object) -> dict[str, object]:
    given = {"email": user_email, "office": at.pk, "role": "reviewer", "programme": "", "starts_on": "2026-01-01"}
    return {**given, "ends_on": "", **changed}


def test_the_form_opens_a_posting(office: Office) -> None:
    browser, newcomer = reviewer_browser(office, Role.OPERATOR), PersonFactory().user
    answer = browser.post(f"{POSTINGS}add/", form(newcomer.email.upper(), office), follow=True)
    assert answer.redirect_chain == [(POSTINGS, 302)]
    assert newcomer.postings.get().role == Role.REVIEWER


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": "nobody@example.org"}, "no active account with the address nobody@example.org"),
        ({"email": "a\x00b"}, "is not text"),
        ({"email": ""}, "Fill in this field"),
        ({"office": "99999999999999999999999"}, "Select a valid choice"),
        ({"office": "abc"}, "Select a valid choice"),
        ({"role": "emperor"}, "Select a valid choice"),
        ({"starts_on": "2026-02-31"}, "Enter a valid date"),
        ({"starts_on": ""}, "This field is required"),
        ({"ends_on": "2025-01-01"}, "cannot end on"),
        ({"programme": "no slug!"}, "Enter a valid"),
    ],
)
def test_a_wrong_form_is_answered_in_words_and_opens_nothing(
    office: Office, changed: dict[str, object], words: str
) -> None:
    browser, newcomer = reviewer_browser(office, Role.OPERATOR), PersonFactory().user
    answer = browser.post(f"{POSTINGS}add/", form(newcomer.email, office, **changed))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not newcomer.postings.exists()


def test_an_operator_is_refused_their_own_promotion_in_the_form(office: Office) -> None:
    operator = posted(office, Role.OPERATOR)
    answer = staff_browser(operator).post(f"{POSTINGS}add/", form(operator.email, office))
    assert "of their own" in answer.content.decode()
    assert operator.postings.count() == 1


def test_the_list_closes_postings_and_says_what_it_could_not_do(office: Office) -> None:
    operator, posting = posted(office, Role.OPERATOR), PostingFactory(office=office)
    chosen = [str(posting.pk), str(operator.postings.get().pk)]
    answer = staff_browser(operator).post(
        POSTINGS, {"action": "close_selected", "_selected_action": chosen, "index": "0"}, follow=True
    )
    page = answer.content.decode()
    assert "1 posting closed." in page
    assert "Nobody opens or closes a posting of their own" in page
    assert Posting.objects.filter(closed_at__isnull=False).get() == posting


def test_a_posting_is_shown_but_not_edited(office: Office) -> None:
    browser, posting = reviewer_browser(office, Role.OPERATOR), PostingFactory(office=office)
    page = browser.get(f"{POSTINGS}{posting.pk}/change/")
    assert page.status_code == 200
    assert 'name="role"' not in page.content.decode()
    assert browser.post(f"{POSTINGS}{posting.pk}/change/", {"role": "coordinator"}).status_code == 403
    posting.refresh_from_db()
    assert posting.role == Role.REVIEWER


def test_an_operator_ends_somebodys_sessions(call: Call) -> None:
    reviewer = posted(call.office)
    browser: Client = staff_browser(reviewer)
    assert browser.get(QUEUE).status_code == 200
    operator = reviewer_browser(call.office, Role.OPERATOR)
    chosen = {"action": "end_sessions_of_selected", "_selected_action": [str(reviewer.pk)], "index": "0"}
    page = operator.post("/admin/accounts/user/", chosen, follow=True)
    assert "1 session ended." in page.content.decode()
    assert browser.get(QUEUE)["Location"].startswith("/accounts/login/")


def test_the_trail_is_read_only_and_names_people_by_address(office: Office) -> None:
    operator = posted(office, Role.OPERATOR)
    open_posting(user=PersonFactory().user, office=office, role=Role.REVIEWER, starts_on=START, actor=operator)
    browser, entry = staff_browser(operator), Entry.objects.get(code="offices.posting_opened")
    page = browser.get("/admin/audit/entry/?area=offices").content.decode()
    assert "offices.posting_opened" in page
    assert operator.email in page
    assert "accounts.signed_in" not in page
    assert browser.get(f"/admin/audit/entry/{entry.pk}/change/").status_code == 200
    assert browser.post(f"/admin/audit/entry/{entry.pk}/change/", {"code": "x.y"}).status_code == 403
    assert browser.post(f"/admin/audit/entry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_auditor_reads_postings_calls_and_the_trail_and_changes_nothing(call: Call) -> None:
    ministry = OfficeFactory(code="ministry", kind="ministry", city="Tokyo", country="JP", time_zone="Asia/Tokyo")
    posting = PostingFactory(office=call.office)
    for office in (call.office, ministry):
        browser = reviewer_browser(office, Role.AUDITOR)
        assert str(call.office) in browser.get(f"/admin/offices/office/{call.office.pk}/change/").content.decode()
        assert str(call.round) in browser.get("/admin/programs/call/").content.decode()
        assert posting.user.email in browser.get(POSTINGS).content.decode()
        assert browser.get("/admin/audit/entry/").status_code == 200
        assert browser.get(QUEUE).status_code == 403
        assert browser.get(f"{POSTINGS}add/").status_code == 403
        chosen = {"action": "close_selected", "_selected_action": [str(posting.pk)], "index": "0"}
        browser.post(POSTINGS, chosen)
        assert browser.post(f"/admin/programs/call/{call.pk}/change/", {"slug": "x"}).status_code == 403
    posting.refresh_from_db()
    assert posting.closed_at is None


def test_texts_in_several_languages_are_read_as_words(office: Office) -> None:
    page = reviewer_browser(office, Role.AUDITOR).get(f"/admin/offices/office/{office.pk}/change/").content.decode()
    assert f'<span lang="en">{office.name["en"]}</span>' in page
    assert "{&quot;" not in page
