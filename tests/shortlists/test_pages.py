"""The coordinator's pages: who gets in, what they say, and that nothing typed is lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.shortlists.models import ExportRecord, Shortlist
from applications.shortlists.services import build, correct, freeze, move
from applications.states import Status
from portal.accounts.models import User
from portal.common import clock
from portal.offices.models import OfficeKind, Role
from portal.outbox.models import Message
from portal.staffsite.kept import KEPT
from programs.models import Call
from tests.factories import OfficeFactory
from tests.shortlists.building import in_review, scored, seven_in_review, withdraw
from tests.shortlists.test_by_hand import line_of, order
from tests.staff import call_elsewhere, posted, staff_browser


def at(name: str, *args: Any) -> str:
    """Return the address of a page."""
    return reverse(f"admin:shortlists_shortlist_{name}", args=args)


@pytest.fixture
def desk(coordinator: User) -> Client:
    """The coordinator's browser."""
    return staff_browser(coordinator)


def text_of(response: Any) -> str:
    """Return a page's words, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_from_the_reviews_to_the_release_by_pages_alone(call: Call, desk: Client) -> None:
    seven_in_review(call)
    in_review(call, "Nobody scored")
    choose = desk.get(at("add"))
    assert "8" in text_of(choose)
    made = desk.post(at("add"), {"call": call.pk}, follow=True)
    shortlist = Shortlist.objects.get()
    words = text_of(made)
    assert "3 of 3 on the shortlist, 2 of 2 on the reserve, 3 not shortlisted" in words
    assert words.index("Person A") < words.index("Person G")

    line = line_of(shortlist, "G")
    moved = desk.post(
        at("line", shortlist.pk, line.pk),
        {"do": "move", "to_rank": "1", "reason": "Heard again.", "version": shortlist.version},
        follow=True,
    )
    assert "moved from rank 7 to 1" in text_of(moved)
    assert "Heard again." in text_of(moved)

    before = desk.get(at("freeze", shortlist.pk))
    assert "1 application has no score and is ranked last." in text_of(before)
    version = Shortlist.objects.get().version
    unread = desk.post(at("freeze", shortlist.pk), {"version": version})
    assert (unread.status_code, "Tick this" in text_of(unread)) == (422, True)
    frozen = desk.post(at("freeze", shortlist.pk), {"version": version, "accept": "on"}, follow=True)
    shortlist.refresh_from_db()
    assert shortlist.sha256 in text_of(frozen)
    assert not Message.objects.exists()

    preview = desk.get(at("release", shortlist.pk))
    for letter in "ABCDEFG":
        assert f"Person {letter}" in text_of(preview)
    assert "Release 8 decisions" in text_of(preview)
    released = desk.post(at("release", shortlist.pk), follow=True)
    assert "8 decisions were released" in text_of(released)
    again = desk.post(at("release", shortlist.pk), follow=True)
    assert "Nothing was sent again" in text_of(again)
    assert Message.objects.filter(template="mail/application_decision").count() == 8
    assert line_of(shortlist, "G").application.status == Status.SHORTLISTED

    export = desk.post(at("export", shortlist.pk))
    assert export["Content-Disposition"].endswith(f'v1-{shortlist.sha256[:12]}.csv"')
    assert "no-store" in export["Cache-Control"]
    assert b"".join(export.streaming_content).count(b"\r\n") == 9
    assert ExportRecord.objects.get().by.pk == shortlist.created_by_id
    assert "Verified" in text_of(desk.post(at("verify", shortlist.pk), follow=True))


def test_a_correction_is_started_shown_and_discarded(frozen: Shortlist, coordinator: User, desk: Client) -> None:
    started = desk.post(at("correct", frozen.pk), follow=True)
    assert "Nothing differs" in text_of(started)
    version = Shortlist.objects.get(number=2)
    move(line_of(version, "D"), 1, "Read from the wrong sheet.", user=coordinator)
    words = text_of(desk.get(at("change", version.pk)))
    assert "4 applications differ" in words
    assert "4 → 1" in words
    assert "can no longer be released" in text_of(desk.get(at("change", frozen.pk)))
    ask = desk.get(at("discard", version.pk))
    assert "1 change by hand" in text_of(ask)
    version.refresh_from_db()
    desk.post(at("discard", version.pk), {"version": version.version})
    assert list(Shortlist.objects.values_list("number", flat=True)) == [1]


def test_a_draft_says_what_has_changed_since_and_is_refreshed(draft: Shortlist, desk: Client) -> None:
    gone = line_of(draft, "B").application
    withdraw(gone)
    scored(line_of(draft, "C").application, 100)
    words = text_of(desk.get(at("change", draft.pk)))
    assert f"No longer in review: {gone.reference}" in words
    assert "The score has changed" in words
    assert "cannot be frozen yet" in text_of(desk.get(at("freeze", draft.pk)))
    stale = desk.post(at("freeze", draft.pk), {"version": draft.version, "accept": "on"}, follow=True)
    assert "Refresh the list" in text_of(stale)
    desk.post(at("refresh", draft.pk), {"version": draft.version})
    assert order(draft) == "A+ C+ D+ E? F? G-"


def test_two_people_at_once_see_both_values_and_nothing_is_overwritten(
    draft: Shortlist, call: Call, desk: Client
) -> None:
    seen = draft.version
    other = posted(call.office, Role.COORDINATOR, name="Ken Mori")
    move(line_of(draft, "G"), 1, "Heard again.", user=other)
    line = line_of(draft, "G")
    data = {"do": "move", "to_rank": "5", "reason": "Too high for a 30.", "version": seen}

    answer = desk.post(at("line", draft.pk, line.pk), data)

    words = text_of(answer)
    assert answer.status_code == 409
    assert "Ken Mori" in words
    assert "rank 1, Shortlist" in words
    assert "rank 5, because: Too high for a 30." in words
    assert "Too high for a 30.</textarea>" in answer.content.decode()
    assert line_of(draft, "G").rank == 1
    data["version"] = re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]
    assert desk.post(at("line", draft.pk, line.pk), data).status_code == 302
    assert line_of(draft, "G").rank == 5


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"to_rank": "", "reason": "x"}, "Give the new rank"),
        ({"to_rank": "four", "reason": "x"}, "whole number"),
        ({"to_rank": "99", "reason": "x"}, "ranks 1 to 7"),
        ({"to_rank": "9" * 400, "reason": "x"}, "not that long"),
        ({"to_rank": "2", "reason": ""}, "needs a reason"),
        ({"to_rank": "2", "reason": "a\x00b"}, "Character 2 is not text"),
        ({"to_rank": "2", "reason": "x" * 1001}, "at most 1000"),
        ({"to_rank": "2", "reason": "x", "version": ""}, "form is not complete"),
        ({"to_rank": "2", "reason": "x", "version": "one"}, "form is not complete"),
    ],
)
def test_what_cannot_be_done_is_said_beside_what_was_typed(draft, desk, sent, said) -> None:
    line = line_of(draft, "F")
    answer = desk.post(at("line", draft.pk, line.pk), {"do": "move", "version": draft.version, **sent})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "<title>Error:" in answer.content.decode()
    assert order(draft) == "A+ B+ C+ D? E? F- G-"


def test_decisions_and_reasons_are_changed_by_their_forms(draft: Shortlist, desk: Client) -> None:
    line = line_of(draft, "B")
    version = draft.version
    page = at("line", draft.pk, line.pk)
    desk.post(page, {"do": "decide", "decision": "pass_over", "reason": "Goes elsewhere.", "version": version})
    desk.post(page, {"do": "reason", "code": "other", "text": "You asked us to.", "version": version + 1})
    assert order(draft) == "A+ B- C+ D+ E? F? G-"
    assert line_of(draft, "B").own_reason.reason == "You asked us to."
    half = desk.post(page, {"do": "reason", "code": "other", "text": "", "version": version + 2})
    assert (half.status_code, "Say the reason in words" in text_of(half)) == (422, True)
    desk.post(at("reason", draft.pk), {"code": "below_places", "text": "Many were good.", "version": version + 2})
    draft.refresh_from_db()
    assert draft.reason_text == "Many were good."
    late = desk.post(at("reason", draft.pk), {"code": "below_places", "text": "Late words.", "version": version})
    assert late.status_code == 409
    assert "Many were good." in text_of(late)
    assert "Late words." in text_of(late)


def test_what_was_typed_survives_the_end_of_the_session(draft: Shortlist, coordinator: User) -> None:
    page = at("line", draft.pk, line_of(draft, "F").pk)
    with clock.shifted(timedelta(hours=-9)):
        desk = staff_browser(coordinator)
        desk.get(page)
    sent = {"do": "move", "to_rank": "2", "reason": "Her report was read again.", "version": draft.version}
    assert "/accounts/login/" in desk.post(page, sent)["Location"]
    assert order(draft) == "A+ B+ C+ D? E? F- G-"

    again = staff_browser(coordinator)
    session = again.session
    session[KEPT] = desk.session[KEPT]  # as signing in again in the same browser carries it on
    session.save()
    answer = again.get(page)

    assert "Her report was read again.</textarea>" in answer.content.decode()
    assert 'value="2"' in answer.content.decode()
    assert "not saved yet" in text_of(answer)


def test_a_coordinator_who_applied_does_not_see_the_list(draft: Shortlist, coordinator: User, desk: Client) -> None:
    assert desk.get(at("change", draft.pk)).status_code == 200
    in_review(draft.call, person=coordinator.person)
    answer = desk.get(at("change", draft.pk))
    assert (answer.status_code, "applied" in text_of(answer)) == (403, True)


def pages_of(shortlist: Shortlist) -> list[tuple[str, str]]:
    """Return (method, address) of everything that can be asked of a list."""
    line = shortlist.lines.order_by("rank")[0]
    reads = [at("change", shortlist.pk), at("freeze", shortlist.pk), at("release", shortlist.pk)]
    reads += [at("reason", shortlist.pk), at("discard", shortlist.pk), at("line", shortlist.pk, line.pk)]
    writes = [
        at(name, shortlist.pk) for name in ("refresh", "correct", "discard", "freeze", "release", "export", "verify")
    ]
    writes += [at("reason", shortlist.pk), at("line", shortlist.pk, line.pk)]
    return [("get", address) for address in reads] + [("post", address) for address in writes]


def test_another_office_finds_nothing_at_any_address(draft: Shortlist, call: Call, desk: Client) -> None:
    assert desk.get(at("change", draft.pk)).status_code == 200, "there is something to be found"
    assert "shortlist version 1" in text_of(desk.get(at("changelist")))
    elsewhere = call_elsewhere(call)
    in_review(elsewhere, "Person of The Hague", scores=[50])
    for role in (Role.COORDINATOR, Role.SENIOR_REVIEWER, Role.REVIEWER):
        stranger = staff_browser(posted(elsewhere.office, role))
        for method, address in pages_of(draft):
            answer = getattr(stranger, method)(address, {"version": 1})
            assert answer.status_code == 404, (role, method, address)
    stranger = staff_browser(posted(elsewhere.office, Role.COORDINATOR))
    assert "shortlist version 1" not in text_of(stranger.get(at("changelist")))
    assert "Belgium" not in text_of(stranger.get(at("add")))
    assert stranger.post(at("add"), {"call": call.pk}).status_code == 404
    assert stranger.get(at("line", draft.pk, 10**18)).status_code == 404
    order_before = order(draft)
    assert order_before == order(Shortlist.objects.get())


def test_a_reviewer_of_the_office_is_told_why_not(draft: Shortlist, call: Call) -> None:
    reviewer = staff_browser(posted(call.office, Role.REVIEWER))
    for method, address in pages_of(draft):
        answer = getattr(reviewer, method)(address, {"version": draft.version})
        assert answer.status_code == 403, (method, address)
        assert "coordinator" in text_of(answer)
    for address in (at("changelist"), at("add")):
        answer = reviewer.get(address)
        assert (answer.status_code, "coordinator" in text_of(answer).lower()) == (403, True)
    assert "Shortlists" not in text_of(reviewer.get(reverse("admin:index")))


def test_a_senior_reviewer_reads_without_buttons_and_may_not_write(frozen: Shortlist, call: Call) -> None:
    senior = staff_browser(posted(call.office, Role.SENIOR_REVIEWER))
    page = senior.get(at("change", frozen.pk))
    assert "Person A" in text_of(page)
    assert "Start a correction" not in text_of(page)
    for name in ("correct", "release", "refresh"):
        answer = senior.post(at(name, frozen.pk), {"version": frozen.version})
        assert (answer.status_code, "Only a coordinator" in text_of(answer)) == (403, True)


def test_a_programmes_coordinator_at_the_ministry_works_across_offices(draft: Shortlist, call: Call) -> None:
    ministry = OfficeFactory(code="mofa", kind=OfficeKind.MINISTRY, city="Tokyo", country="JP")
    assert (
        staff_browser(posted(ministry, Role.COORDINATOR, programme="mirai")).get(at("change", draft.pk)).status_code
        == 200
    )
    assert (
        staff_browser(posted(ministry, Role.COORDINATOR, programme="jet")).get(at("change", draft.pk)).status_code
        == 404
    )


def test_strange_addresses_are_not_found(desk: Client, draft: Shortlist) -> None:
    base = at("changelist")
    for tail in ("abc/change/", f"{10**30}/change/", f"{10**30}/freeze/", "0/release/", f"{draft.pk}/lines/{10**30}/"):
        assert desk.get(base + tail).status_code == 404, tail
    assert desk.get(at("refresh", draft.pk)).status_code == 405
    assert desk.post(at("add"), {"call": "x"}).status_code == 404
    assert desk.post(at("add"), {}).status_code == 404
    assert desk.post(at("line", draft.pk, line_of(draft, "A").pk), {"do": "nominate"}).status_code == 200
    assert desk.get(base, {"state": "\x00"}).status_code == 400


def test_a_frozen_list_answers_late_forms_in_words(draft: Shortlist, coordinator: User, desk: Client) -> None:
    version = draft.version
    freeze(draft, user=coordinator, accept_cautions=True)
    line = line_of(draft, "B")
    sent = {"do": "move", "to_rank": "1", "reason": "Late.", "version": version}
    for address in (
        at("line", draft.pk, line.pk),
        at("freeze", draft.pk),
        at("reason", draft.pk),
        at("discard", draft.pk),
    ):
        assert "frozen" in text_of(desk.post(address, sent, follow=True)), address
    refreshed = desk.post(at("refresh", draft.pk), {"version": version}, follow=True)
    assert "start a correction" in text_of(refreshed)


def test_the_page_asks_no_more_of_the_database_for_a_longer_list(
    call: Call, coordinator: User, desk: Client, django_assert_max_num_queries
) -> None:
    for place in range(30):
        in_review(call, f"Person {place}", scores=[place])
    shortlist = build(call, user=coordinator)
    for line in list(shortlist.lines.order_by("rank"))[:5]:
        move(line, 20, "Heard again.", user=coordinator)
    desk.get(at("change", shortlist.pk))
    with django_assert_max_num_queries(28):
        page = desk.get(at("change", shortlist.pk))
    assert len(page.content) < 35_000, "two hundred lines would be more than 150 kB"
    frozen = freeze(shortlist, user=coordinator, accept_cautions=True)
    correct(frozen, user=coordinator)
    with django_assert_max_num_queries(28):
        desk.get(at("change", Shortlist.objects.get(number=2).pk))
