"""After a release, each draft of the call is offered the new rules by one mail, written by a worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from applications.models import Application, RunScope
from applications.services.editions import keep_mine, take_newer
from applications.services.rescreening import offer_to_drafts, offering, release
from applications.services.rescreening.offering import offer_chunk
from portal.audit.models import Entry
from portal.common import clock
from portal.outbox.models import Message
from portal.outbox.rendering import render
from programs.models import Call
from tests.applications.new_rules import PASSPORT, begun, coordinator, finished, publish
from tests.applications.test_editions import LONGER_STILL, change_rules, owner
from tests.scenarios import draft, submitted
from tests.staff import call_elsewhere

Shift = Callable[[timedelta], object]


def offers() -> list[Message]:
    return list(Message.objects.filter(template="mail/rules_changed").order_by("pk"))


def to(*applications: Application) -> set[str]:
    return {owner(application).email for application in applications}


def body(message: Message) -> str:
    render(message)
    return " ".join(message.rendered_body.split())


def test_every_draft_gets_one_mail_and_nobody_else_does(call: Call) -> None:
    drafts = [draft(call) for _ in range(5)]
    submitted(call)
    draft(call_elsewhere(call))
    run = change_rules(call, PASSPORT)
    begun_since = draft(call)
    assert offers() == []  # not in the request that releases
    while offer_chunk(run.pk, size=2):
        pass
    assert {message.to_email for message in offers()} == to(*drafts)
    assert len(offers()) == 5
    assert to(begun_since).isdisjoint(message.to_email for message in offers())
    run.refresh_from_db()
    assert (run.offered, run.offers_after) == (5, None)
    assert Entry.objects.unscoped("a test").get(code="applications.rules_offered").data == {"drafts": 5}
    assert offer_to_drafts() == 0


def test_a_chunk_that_comes_twice_writes_to_nobody_twice(call: Call) -> None:
    for _ in range(3):
        draft(call)
    run = change_rules(call, PASSPORT)
    assert offer_chunk(run.pk, size=2)
    type(run).objects.filter(pk=run.pk).update(offers_after=0)  # as if its key had not been moved
    offer_to_drafts(chunk=2)
    assert len(offers()) == 3


def test_the_mail_leads_to_the_page_and_names_no_rule(call: Call) -> None:
    application = draft(call)
    run = change_rules(call, PASSPORT)
    offer_to_drafts()
    (message,) = offers()
    text = body(message)
    assert f"/applications/{application.reference}/rules/" in text
    assert f"The rules of this call changed on {clock.now().astimezone(call.zone):%-d %B %Y}" in text
    assert "If you do nothing, you keep them." in text
    assert "2035" not in text
    assert "The rules of your call have changed" in message.rendered_subject
    assert message.subject_key == f"application:{application.reference}"
    assert message.dedupe_key.endswith(f":rules:{run.to_binding.number}")


def test_each_further_change_is_offered_once_more(call: Call) -> None:
    draft(call)
    change_rules(call, PASSPORT)
    offer_to_drafts()
    change_rules(call, LONGER_STILL, without=(PASSPORT["key"],))
    offer_to_drafts()
    assert len(offers()) == 2


def test_who_decided_before_the_mail_was_written_gets_none(call: Call) -> None:
    taken, kept, undecided = draft(call), draft(call), draft(call)
    number = change_rules(call, PASSPORT).to_binding.number
    take_newer(taken, user=owner(taken), expected_binding=number)
    keep_mine(kept, user=owner(kept), expected_binding=number)
    offer_to_drafts()
    assert {message.to_email for message in offers()} == to(undecided)


def test_who_declined_an_earlier_offer_hears_of_the_next(call: Call) -> None:
    application = draft(call)
    first = change_rules(call, PASSPORT)
    keep_mine(application, user=owner(application), expected_binding=first.to_binding.number)
    change_rules(call, LONGER_STILL, without=(PASSPORT["key"],))
    offer_to_drafts()
    assert {message.to_email for message in offers()} == to(application)


def test_a_call_that_has_ended_sends_none(call: Call, shift_clock: Shift) -> None:
    draft(call)
    run = change_rules(call, PASSPORT)
    shift_clock(call.closes_at - clock.now() + timedelta(seconds=1))
    offer_to_drafts()
    run.refresh_from_db()
    assert (offers(), run.offered, run.offers_after) == ([], 0, None)


def test_rules_that_a_later_release_replaced_are_offered_to_nobody(call: Call) -> None:
    draft(call)
    first = change_rules(call, PASSPORT)
    second = change_rules(call, LONGER_STILL, without=(PASSPORT["key"],))
    offer_to_drafts()
    (message,) = offers()
    assert message.dedupe_key.endswith(f":rules:{second.to_binding.number}")
    first.refresh_from_db()
    assert (first.offered, first.offers_after) == (0, None)


def test_a_release_that_fails_offers_nothing(call: Call) -> None:
    draft(call)
    publish(call, PASSPORT)
    run = begun(call, scope=RunScope.DRAFTS)
    with pytest.raises(Exception, match="Only a finished run"):
        release(run, user=coordinator(call))
    assert offer_to_drafts() == 0
    assert offers() == []
    finished(run)
    assert offer_to_drafts() == 0


def test_one_run_that_fails_does_not_keep_the_others_from_being_offered(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, elsewhere = draft(call), call_elsewhere(call)
    there = draft(elsewhere)
    change_rules(call, PASSPORT)
    broken = call.pk
    elsewhere.refresh_from_db()
    run = finished(begun(elsewhere, scope=RunScope.DRAFTS))
    release(run, user=coordinator(elsewhere))
    write = offering._write

    def failing(run: Any, drafts: Any, since: Any) -> int:
        if run.call_id == broken:
            raise RuntimeError("the disk is full")
        return write(run, drafts, since)

    monkeypatch.setattr(offering, "_write", failing)
    offer_to_drafts()
    assert {message.to_email for message in offers()} == to(there)
    monkeypatch.undo()
    offer_to_drafts()
    assert {message.to_email for message in offers()} == to(here, there)
