"""The queue: what a reviewer sees at a glance, finds, filters and does to many at once."""

from datetime import timedelta

import pytest
from django.test import Client

from applications.models import Application
from applications.review.queries import queue_states
from applications.review.services import give_score, propose_refusal
from applications.states import Status
from portal.offices.models import Role
from programs.models import Call
from tests.calls import mext_beside
from tests.clock import Shift
from tests.scenarios import submitted
from tests.staff import QUEUE, in_review, needing_check, posted, reviewer_browser, staff_browser


def listed(browser: Client, **query: str) -> list[str]:
    """Return the references on the page, in its order."""
    page = browser.get(QUEUE, query)
    assert page.status_code == 200
    return [application.reference for application in page.context["cl"].result_list]


def named(call: Call, name: str) -> Application:
    return submitted(call, full_name=name, passport_name=name, native_name=name)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Zoë Carreño", "carreno"),
        ("Zoë Carreño", "CARREÑO zoe"),
        ("Nguyễn Thị Hương", "nguyen"),
        ("Nguyễn Thị Hương", "huong nguyen"),
        ("山田 花子", "花子"),
        ("محمد العربي", "العربي"),
        ("Søren Ægir O'Brien", "soren aegir"),
        ("Søren Ægir O'Brien", "o'brien"),
        ("Łukasz Żółć", "zolc"),
        ("Straße", "strasse"),
    ],
)
def test_a_name_is_found_by_any_usual_spelling(call: Call, name: str, typed: str) -> None:
    wanted = named(call, name)
    named(call, "Quentin Other")
    assert listed(reviewer_browser(call.office), q=typed) == [wanted.reference]


def test_a_reference_is_found_as_it_is_read_out(call: Call) -> None:
    wanted = named(call, "Zoë Carreño")
    named(call, "Quentin Other")
    browser, reference = reviewer_browser(call.office), wanted.reference
    spoken = (reference, reference.lower(), f"{reference[:4]}-{reference[4:]}", f" {reference[:6]} {reference[6:]} ")
    for typed in spoken:
        assert listed(browser, q=typed) == [reference]


def test_what_is_no_name_finds_nothing_and_an_empty_search_everything(call: Call) -> None:
    named(call, "Zoë Carreño")
    browser = reviewer_browser(call.office)
    assert listed(browser, q="%%%") == []
    assert len(listed(browser, q="   ")) == 1


def test_a_search_pattern_is_taken_literally(call: Call) -> None:
    named(call, "Zoë Carreño")
    assert listed(reviewer_browser(call.office), q="c_rreno") == []


def test_the_newest_submission_comes_first_and_the_order_can_be_turned(call: Call) -> None:
    first, second = submitted(call), submitted(call)
    browser = reviewer_browser(call.office)
    assert listed(browser) == [second.reference, first.reference]
    column = ["reference", "name", "for_call", "status_now", "submitted"].index("submitted") + 1
    assert listed(browser, o=str(column)) == [first.reference, second.reference]


def test_each_application_waits_in_one_place_until_it_is_done(call: Call) -> None:
    reviewer = posted(call.office)
    browser = staff_browser(reviewer)
    open_one, unread, proposed, scored, unscored = (
        submitted(call), needing_check(call), needing_check(call), in_review(call), in_review(call),
    )  # fmt: skip
    propose_refusal(proposed, user=reviewer, reason_code="wrong_office", text="Try The Hague.")
    give_score(scored, user=reviewer, value=1, sentence="No.", expected_version=0)
    assert listed(browser, waiting="check") == [unread.reference]
    assert listed(browser, waiting="confirm") == [proposed.reference]
    assert listed(browser, waiting="review") == [open_one.reference]
    assert listed(browser, waiting="score") == [unscored.reference]
    home = browser.get("/admin/").content.decode()
    for waiting in ("check", "confirm", "review", "score"):
        assert f"?waiting={waiting}" in home


def test_home_says_so_when_nothing_waits(call: Call) -> None:
    assert "Nothing waits for you" in reviewer_browser(call.office).get("/admin/").content.decode()


def test_the_status_filter_speaks_staffs_words_and_offers_no_drafts(call: Call) -> None:
    application = submitted(call)
    browser = reviewer_browser(call.office)
    assert listed(browser, status="eligible") == [application.reference]
    assert listed(browser, status="in_review") == []
    page = browser.get(QUEUE).content.decode()
    assert "Ready for review" in page
    assert "status=draft" not in page


def test_the_list_shows_that_there_are_scores_but_not_their_values(call: Call) -> None:
    application, reviewer = in_review(call), posted(call.office)
    give_score(application, user=posted(call.office), value=97, sentence="Yes.", expected_version=0)
    page = staff_browser(reviewer).get(QUEUE).content.decode()
    assert '<td class="field-scores">1</td>' in page
    assert ">97<" not in page
    give_score(application, user=reviewer, value=96, sentence="Yes.", expected_version=0)
    assert "2, with yours" in staff_browser(reviewer).get(QUEUE).content.decode()


def test_days_are_counted_while_the_office_has_to_act(call: Call, shift_clock: Shift) -> None:
    waiting, reviewer = in_review(call), posted(call.office)
    state = queue_states([waiting], reviewer)[waiting.pk]
    assert state.waiting_days(waiting) == 0
    shift_clock(timedelta(days=9, hours=1))
    assert state.waiting_days(waiting) == 9
    waiting.status = Status.NOMINATED
    assert state.waiting_days(waiting) is None


def test_times_are_the_offices_own(call: Call) -> None:
    application = submitted(call)
    when = application.submitted_at
    assert when is not None
    page = reviewer_browser(call.office).get(QUEUE).content.decode()
    assert when.astimezone(call.zone).strftime("%H:%M CE") in page


def test_reviews_are_opened_for_many_and_what_was_refused_is_named_with_the_reason(call: Call) -> None:
    ready, also, unchecked = submitted(call), submitted(call), needing_check(call)
    chosen = [str(application.pk) for application in (ready, also, unchecked)]
    page = reviewer_browser(call.office).post(
        QUEUE, {"action": "open_review_of_selected", "_selected_action": chosen, "index": "0"}, follow=True
    )
    words = page.content.decode()
    assert "Review opened for 2 applications." in words
    assert unchecked.reference in "".join(str(message) for message in page.context["messages"])
    assert set(Application.objects.filter(status=Status.IN_REVIEW)) == {ready, also}


def test_a_coordinator_reads_the_queue_but_opens_no_reviews(call: Call) -> None:
    application = submitted(call)
    browser = reviewer_browser(call.office, Role.COORDINATOR)
    page = browser.get(QUEUE)
    assert application.reference in page.content.decode()
    assert "open_review_of_selected" not in page.content.decode()
    browser.post(QUEUE, {"action": "open_review_of_selected", "_selected_action": [str(application.pk)], "index": "0"})
    application.refresh_from_db()
    assert application.status == Status.ELIGIBLE


def test_heads_and_filters_speak_the_readers_language(call: Call) -> None:
    submitted(call)
    mext_beside(call)
    browser = reviewer_browser(call.office)
    browser.cookies["language"] = "ja"
    page = browser.get(QUEUE).content.decode()
    assert "氏名" in page
    assert "募集 で絞り込む" in page
    assert "call で" not in page
