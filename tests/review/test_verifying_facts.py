"""The section of the dossier on what was verified, and the page on which facts are held against documents."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Application, FactCheck
from applications.review.services import back_to_check, check_facts, clear, newest_check
from applications.states import Status
from portal.common.errors import DomainError
from portal.offices.models import Role
from programs.models import Call
from tests.factories import OfficeFactory
from tests.overrides import ENDS, left_open, overridden
from tests.review.test_fact_checks import check, on_passport, passport
from tests.scenarios import MEETS_ALL, moved_to, submitted
from tests.staff import dossier, needing_check, posted, reviewer_browser, staff_browser


def page(application: Application) -> str:
    return dossier(application).replace("change/", "evidence/")


def typed(application: Application, **fields: Any) -> dict[str, Any]:
    """What the page sends: its two keys, and `fact__field` for the facts."""
    sent = {
        "snapshot": application.snapshots.first().pk,  # type: ignore[union-attr]
        "expected_version": newest_check(application),
    }
    return sent | {f"fact-{name.replace('__', '-')}": value for name, value in fields.items()}


EARLIER = {
    "passport_expiry__verdict": "differs",
    "passport_expiry__value_day": "31",
    "passport_expiry__value_month": "1",
    "passport_expiry__value_year": "2027",
}


def test_several_facts_are_marked_in_one_post_and_the_dossier_shows_both_strictnesses(call: Call) -> None:
    application = submitted(call, facts={**MEETS_ALL, "passport_expiry": "2030-06-01"})
    browser, on = reviewer_browser(call.office), passport(application).pk
    sent = typed(
        application, **EARLIER, passport_expiry__document=on,
        birth_date__verdict="confirmed", birth_date__document=on,
        english_ok__verdict="confirmed", english_ok__note="Interview of 3 November.",
    )  # fmt: skip
    answer = browser.post(page(application), sent)
    assert (answer.status_code, answer["Location"]) == (302, f"{dossier(application)}#evidence")
    assert FactCheck.objects.filter(application=application).count() == 3
    shown = browser.get(dossier(application))
    evidence = shown.context["evidence"]
    (rule,) = [rule for rule in evidence.rules if "assport" in rule.statement]
    assert (rule.declared.verdict, rule.verified.verdict) == ("pass", "fail")
    words = shown.content.decode()
    for part in ("As declared", "As verified", "Seen otherwise", "1 June 2030", "31 January 2027"):
        assert part in words


def test_the_facts_stand_in_the_order_of_the_form_with_the_documents_beside_them(call: Call) -> None:
    application = submitted(call)
    shown = reviewer_browser(call.office).get(page(application))
    keys = [fact.key for fact in shown.context["facts"]]
    assert keys.index("birth_date") < keys.index("nationalities") < keys.index("passport_expiry")
    assert keys[-1] == "documents"
    words = shown.content.decode()
    assert "27 May 2003" in words
    assert passport(application).file.token in words


def test_health_facts_are_neither_listed_nor_named_beside_the_rules(call: Call) -> None:
    application = needing_check(call)
    browser = reviewer_browser(call.office)
    listed = browser.get(page(application))
    assert "declares_healthy" not in {fact.key for fact in listed.context["facts"]}
    assert "declares_healthy" not in listed.content.decode()
    evidence = browser.get(dossier(application)).context["evidence"]
    assert not any("health" in rule.statement.lower() for rule in evidence.rules)
    assert not any("health" in label.lower() for label in evidence.lacking)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"passport_expiry__verdict": "confirmed"}, "what it rests on"),
        ({"passport_expiry__verdict": "differs", "passport_expiry__note": "At the counter"}, "Say what you saw"),
        ({**EARLIER, "passport_expiry__value_month": "13", "passport_expiry__note": "x"}, "month must be"),
        ({"passport_expiry__note": "At the counter"}, "Say whether it was seen as declared"),
        ({"passport_expiry__verdict": "maybe"}, "Choose one of the answers shown"),
        ({"passport_expiry__verdict": "confirmed", "passport_expiry__document": "999999999"}, "from the list"),
        ({}, "Nothing was marked otherwise"),
    ],
)
def test_half_a_sighting_comes_back_with_everything_typed(call: Call, fields: dict[str, str], words: str) -> None:
    application = submitted(call)
    sent = typed(application, **fields, birth_date__note="")
    answer = reviewer_browser(call.office).post(page(application), sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    for name, value in fields.items():
        if name.endswith(("note", "value_year")):
            assert f'value="{value}"' in text
    assert not FactCheck.objects.exists()


def test_a_stale_page_says_who_was_quicker_keeps_what_was_marked_and_can_be_sent_again(call: Call) -> None:
    application = submitted(call)
    stale = typed(application, birth_date__verdict="confirmed", birth_date__note="Read it at the counter")
    check(application, on_passport(application), by=posted(call.office, name="Naoko Mori"))
    browser = reviewer_browser(call.office)
    answer = browser.post(page(application), stale)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Naoko Mori checked facts of this application meanwhile" in text
    assert "Read it at the counter" in text
    kept = FactCheck.objects.count()
    again = stale | typed(application) | {
        "fact-passport_expiry-verdict": "confirmed",
        "fact-passport_expiry-document": passport(application).pk,
    }  # fmt: skip
    assert browser.post(page(application), again).status_code == 302
    assert FactCheck.objects.count() == kept + 1


def test_another_office_meets_no_page_and_other_roles_are_refused(call: Call) -> None:
    application = submitted(call)
    stranger = reviewer_browser(OfficeFactory(), Role.SENIOR_REVIEWER)
    for answer in (stranger.get(page(application)), stranger.post(page(application), typed(application))):
        assert answer.status_code == 404
    coordinator = reviewer_browser(call.office, Role.COORDINATOR)
    assert coordinator.get(page(application)).status_code == 403
    assert coordinator.get(dossier(application)).context["evidence"].may_check is False


def test_keys_of_the_form_that_are_no_numbers_are_refused_in_words(call: Call) -> None:
    application = submitted(call)
    sent = typed(application) | {"snapshot": "9" * 40, "expected_version": "x"}
    answer = reviewer_browser(call.office).post(page(application), sent)
    assert answer.status_code == 422
    assert "Reload it" in answer.content.decode()


def test_who_clears_reads_first_what_is_not_verified(call: Call) -> None:
    words = reviewer_browser(call.office).get(dossier(needing_check(call))).content.decode()
    assert "facts are not verified yet:" in words
    assert "You may go on" in words


def test_where_a_rule_fails_as_verified_the_page_leads_to_a_refusal_or_back_to_the_check(call: Call) -> None:
    waiting = needing_check(call)
    ready = submitted(call)
    senior = posted(call.office, Role.SENIOR_REVIEWER)
    browser = staff_browser(senior)
    for application in (waiting, ready):
        check(application, on_passport(application, verdict="differs", value="2026-12-01"), by=senior)
    assert '<a href="#do-propose-refusal">' in browser.get(dossier(waiting)).content.decode()
    assert '<a href="#do-back-to-check">' in browser.get(dossier(ready)).content.decode()
    sent = browser.post(dossier(ready, "back-to-check"), {"expected_version": ready.version})
    assert sent.status_code == 302
    ready.refresh_from_db()
    assert ready.status == Status.NEEDS_CHECK


def takes_back(application: Application, browser: Client, senior: Any) -> tuple[bool, bool, bool]:
    """Whether section, verb and service each say that a rule fails on what was verified."""
    shown = browser.get(dossier(application))
    offered = 'id="do-back-to-check"' in shown.content.decode()
    try:
        back_to_check(application, user=senior)
        code = ""
    except DomainError as refused:
        code = refused.code
    assert code in ("", "nothing_fails")
    return shown.context["evidence"].fails, offered, not code


def test_who_was_cleared_despite_an_answer_about_health_is_not_offered_to_be_taken_back(call: Call) -> None:
    application, senior = needing_check(call), posted(call.office, Role.SENIOR_REVIEWER)
    check(application, on_passport(application), by=senior)
    clear(application, user=posted(call.office))
    assert takes_back(application, staff_browser(senior), senior) == (False, False, False)
    application.refresh_from_db()
    assert application.status == Status.ELIGIBLE


def test_a_rule_that_officers_count_as_not_met_is_none_that_fails_on_what_was_verified(call: Call) -> None:
    application, senior = needing_check(call), posted(call.office, Role.SENIOR_REVIEWER)
    check(application, on_passport(application, "nationalities"), by=senior)
    clear(application, user=posted(call.office))
    overridden(application, rule=ENDS, verdict="fail")
    assert takes_back(application, staff_browser(senior), senior) == (False, False, False)


def test_a_rule_that_failed_as_declared_and_was_seen_so_is_one_that_fails_for_page_verb_and_service(
    call: Call,
) -> None:
    application, senior = left_open(call), posted(call.office, Role.SENIOR_REVIEWER)
    clear(application, user=posted(call.office))
    browser = staff_browser(senior)
    assert takes_back(application, browser, senior) == (False, False, False), "nobody has looked yet"
    check(application, on_passport(application, "english_ok"), by=senior)
    application.refresh_from_db()
    assert takes_back(application, browser, senior) == (True, True, True)


def test_what_is_over_offers_no_page_to_verify(call: Call) -> None:
    application = moved_to(submitted(call), Status.WITHDRAWN)
    browser = reviewer_browser(call.office)
    assert browser.get(page(application)).status_code == 403
    assert "evidence/" not in browser.get(dossier(application)).content.decode()


def test_the_dossier_costs_no_query_more_for_each_fact_that_was_checked(call: Call) -> None:
    application, officer = submitted(call), posted(call.office)
    check(application, on_passport(application), by=officer)
    browser: Client = staff_browser(officer)
    browser.get(dossier(application))
    with CaptureQueriesContext(connection) as one:
        browser.get(dossier(application))
    everything = [on_passport(application, fact) for fact in ("birth_date", "nationalities", "english_ok")]
    check_facts(
        application, everything, user=officer, snapshot=application.snapshots.get().pk, newest=newest_check(application)
    )
    with CaptureQueriesContext(connection) as four:
        browser.get(dossier(application))
    assert len(four) == len(one)


def test_the_page_runs_no_script_or_style_of_its_own(call: Call) -> None:
    words = reviewer_browser(call.office).get(page(submitted(call))).content.decode()
    for what in ("<script>", "<style", " style=", " onclick"):
        assert what not in words
