"""“Am I eligible?” without an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from portal.offices.models import Office
from programs.models import Call, Round
from programs.other_calls import MOST
from programs.queries import listed_calls
from programs.services.calls import announce, create_call
from tests.calls import mext_beside
from tests.factories import PersonFactory
from tests.programs.conftest import MakeCall
from tests.programs.views.stepping import hidden
from tests.staff import call_elsewhere

pytestmark = pytest.mark.django_db

MEETS_ALL = {
    "birth_date_day": "27",
    "birth_date_month": "5",
    "birth_date_year": "2003",
    "nationalities": ["BE"],
    "has_japanese_nationality": "no",
    "institution_country": "BE",
    "passport_expiry_day": "1",
    "passport_expiry_month": "6",
    "passport_expiry_year": "2032",
    "japan_residence_months_total": "6",
    "prior_jp_gov_exchange": "no",
    "english_ok": "yes",
    "commits_sns_open": "yes",
    "theme": "diplomacy-security",
}


def ask(call: Call, client: Client | None = None, *, status: int = 200, **answers: Any) -> str:
    data = {key: value for key, value in {**MEETS_ALL, **answers}.items() if value is not None}
    response = (client or Client()).post(f"/calls/{call.slug}/eligibility/", data)
    assert response.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_it_asks_what_the_rules_speak_of_and_never_about_health(mirai_call: Call) -> None:
    client = Client()
    page = client.get(f"/calls/{mirai_call.slug}/eligibility/").content.decode()
    assert "Nothing you enter here is kept" in page
    names: set[str] = set()
    for _step in range(2):
        assert "(optional)" not in page
        names |= set(re.findall(r'<(?:input|select)[^>]* name="([a-z_]+)"', page))
        page = client.post(f"/calls/{mirai_call.slug}/eligibility/", hidden(page)).content.decode()
    names -= {"csrfmiddlewaretoken", "asked", "tally"}
    assert {name.removesuffix("_day").removesuffix("_month").removesuffix("_year") for name in names} == {
        *(key for key in MEETS_ALL if not key.endswith(("_day", "_month", "_year"))),
        "birth_date",
        "passport_expiry",
    }
    assert ">Result</h2>" in page


def test_whoever_meets_everything_is_told_so_and_what_is_looked_at_later(mirai_call: Call) -> None:
    text = ask(mirai_call)
    assert "You meet everything that was asked" in text
    assert "This is no decision" in text
    assert "Handed in: copy of the latest certificate of grades" in text
    assert "Physically and mentally healthy" in text
    assert "Start an application with these answers" in text
    assert "Not met" not in text


def test_every_failing_reason_is_shown_with_value_wanted_and_source(mirai_call: Call) -> None:
    text = ask(mirai_call, nationalities=["FI"], passport_expiry_year="2026", japan_residence_months_total="7")
    assert "On these answers 3 requirements are not met." in text
    assert "Your nationality: Finland. Needed: the nationality of Belgium." in text
    assert "Your passport ends on 1 June 2026; it must be valid until 20 February 2027 or later." in text
    assert "You have lived in Japan for 7 months altogether; no more than 6 months is allowed." in text
    assert "Requirement 3" in text
    assert "Embassy of Japan in Belgium, Exchange Programs (2019-2020)" in text
    assert "You may still apply" in text


def test_a_call_that_takes_only_the_eligible_says_so(mirai_call: Call) -> None:
    Call.objects.unscoped("test").filter(pk=mirai_call.pk).update(accepts_not_eligible=False)
    assert "An application would not be accepted." in ask(mirai_call, nationalities=["FI"])


def test_what_a_person_decides_is_no_refusal(mirai_call: Call) -> None:
    text = ask(mirai_call, english_ok="no")
    assert "A person would decide" in text
    assert "nothing rules you out" in text


def test_unknown_is_answered_as_unknown(mirai_call: Call) -> None:
    text = ask(mirai_call, japan_residence_months_total="", prior_jp_gov_exchange=None)
    assert "Nothing rules you out so far" in text
    assert "2 requirements are not known yet" in text
    assert "You have not said how long you have lived in Japan" in text


def test_an_empty_form_is_answered_too(mirai_call: Call) -> None:
    text = re.sub(r"<[^>]+>", " ", Client().post(f"/calls/{mirai_call.slug}/eligibility/", {}).content.decode())
    assert "Nothing rules you out so far" in text
    assert "Not met" not in text


def test_a_theme_with_an_age_limit_counts_for_who_chooses_it(mirai_call: Call) -> None:
    older = {"birth_date_year": "1990"}
    assert "1 requirement is not met" in ask(mirai_call, theme="rule-of-law", **older)
    assert "You meet everything" in ask(mirai_call, theme="diplomacy-security", **older)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"birth_date_day": "31", "birth_date_month": "2"}, "31 February 2003 is not a date"),
        ({"japan_residence_months_total": "\x00"}, "is not text"),
        ({"japan_residence_months_total": "9" * 5000}, "is not a whole number"),
        ({"nationalities": ["ZZ"]}, "Choose countries from the list"),
        ({"theme": "no-such-theme"}, "Choose one of the answers shown"),
        ({"nationalities": ["BE", "JP"]}, "You named Japan among your nationalities"),
    ],
)
def test_bad_input_gets_words_and_keeps_what_was_typed(mirai_call: Call, answers: dict[str, Any], words: str) -> None:
    text = ask(mirai_call, status=422, **answers)
    assert "There is a problem" in text
    assert words in text
    assert "Result" not in text


def test_other_calls_that_the_answers_fit_are_named(mirai_call: Call, make_call: MakeCall) -> None:
    finland = make_call("mirai-finland", opens=5, closes=40)
    make_call("mirai-canada", opens=-40, closes=-5, office="emb-ca-ottawa")
    text = ask(mirai_call, nationalities=["FI"], institution_country="FI")
    assert "Other calls that these answers fit MIRAI 2026/27, Embassy of Japan in Finland" in text
    assert "Canada" not in text.partition("Other calls")[2].partition("Change your answers")[0]
    assert "Other calls that these answers fit" not in ask(finland, nationalities=["SE"], institution_country="SE")


def test_a_call_that_fits_says_whether_it_needs_more_answers(mirai_call: Call, make_call: MakeCall) -> None:
    make_call("mirai-finland", opens=5, closes=40)
    finn = {"nationalities": ["FI"], "institution_country": "FI"}
    assert "Embassy of Japan in Finland Seems to fit." in ask(mirai_call, **finn)
    unsaid = {"passport_expiry_day": "", "passport_expiry_month": "", "passport_expiry_year": ""}
    assert (
        "Embassy of Japan in Finland Needs more answers. No requirement fails; 1 is not known from these answers."
        in ask(mirai_call, **finn, **unsaid)
    )
    doubtful = ask(mirai_call, **finn, english_ok="no")
    assert "Embassy of Japan in Finland Seems to fit. A person would look at 1 point." in doubtful


def test_calls_of_the_same_office_come_before_those_of_others(mirai_call: Call, make_call: MakeCall) -> None:
    make_call("mirai-finland", opens=5, closes=40)
    mext_beside(mirai_call)
    text = ask(mirai_call, nationalities=["BE", "FI"], institution_country="FI").partition("Other calls")[2]
    assert text.index("Embassy of Japan in Belgium Needs more answers.") < text.index("Embassy of Japan in Finland")


def test_who_fails_is_told_what_follows_and_whom_to_ask(mirai_call: Call) -> None:
    text = ask(mirai_call, nationalities=["FI"], prior_jp_gov_exchange=None)
    assert "Without this you cannot be selected." in text
    assert "You can still give this answer." in text
    assert "Whom to ask Write to the Embassy of Japan in Belgium." in text
    assert mirai_call.office.email in text
    assert "Whom to ask" not in ask(mirai_call)
    assert "Without this" not in ask(mirai_call)


@pytest.mark.parametrize(
    ("language", "sentence", "follows"),
    [
        (
            "fr",
            "Votre passeport expire le 1er juin 2026\xa0; il doit être valable jusqu’au 20 février 2027 ou au-delà.",
            "Sans cela, votre candidature ne peut pas être retenue.",
        ),
        (
            "nl",
            "Uw paspoort vervalt op 1 juni 2026; het moet geldig zijn tot en met 20 februari 2027 of later.",
            "Zonder dit kunt u niet worden geselecteerd.",
        ),
        (
            "ja",
            "旅券の有効期限は2026年6月1日ですが、2027年2月20日以降まで有効であることが必要です。",
            "これを満たさない場合、選考の対象になりません。",
        ),
    ],
)
def test_sentences_are_in_the_language_that_the_browser_asks_for(
    mirai_call: Call, language: str, sentence: str, follows: str
) -> None:
    data = {**MEETS_ALL, "passport_expiry_year": "2026"}
    response = Client().post(
        f"/calls/{mirai_call.slug}/eligibility/", data, headers={"Accept-Language": f"{language}-BE,{language};q=0.9"}
    )
    source = response.content.decode()
    assert f"<p>{sentence}</p>" in source
    assert f'<p class="consequence">{follows}</p>' in source
    assert f'value="{language}" lang="{language}" aria-current="true"' in source
    assert f'<html lang="{language}" dir="ltr">' in source
    assert "Not every requirement is met" not in source
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]


def test_another_language_is_chosen_with_the_answers_still_there_and_remembered(mirai_call: Call) -> None:
    client = Client()
    before = ask(mirai_call, client, nationalities=["FI"])
    assert "Your nationality: Finland." in before
    after = ask(mirai_call, client, nationalities=["FI"], read_in="ja")
    assert "あなたの国籍はフィンランドですが、求められる国籍の国はベルギーです。" in after
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ja"
    assert Session.objects.count() == 0
    assert "あなたの国籍は" in ask(mirai_call, client, nationalities=["FI"])
    assert "Your nationality: Finland." in ask(mirai_call, client, nationalities=["FI"], read_in="xx")


def test_form_errors_are_in_the_language_of_the_page(mirai_call: Call) -> None:
    data = {**MEETS_ALL, "birth_date_day": "31", "birth_date_month": "2"}
    response = Client().post(f"/calls/{mirai_call.slug}/eligibility/", data, headers={"Accept-Language": "ja"})
    assert response.status_code == 422
    assert "31 February 2003" not in response.content.decode()
    assert "2003年2月31日" in response.content.decode()


def test_the_wrong_office_is_a_redirect_and_not_a_refusal(mirai_call: Call) -> None:
    belgium = Office.objects.get(code="emb-be-brussels")
    call = create_call(
        office=belgium,
        round=Round.objects.get(slug="mext-research-2027"),
        slug="mext-belgium",
        opens_local="2026-01-01T09:00",
        closes_local="2099-01-01T09:00",
    )
    announce(call, actor=None)
    dutch = Client().post("/calls/mext-belgium/eligibility/", {"nationalities": ["NL"]}).content.decode()
    assert "Another office handles your application" in dutch
    assert "Embassy of Japan in the Netherlands" in dutch
    assert "Its details are being verified." in dutch
    both = Client().post("/calls/mext-belgium/eligibility/", {"nationalities": ["NL", "BE"]}).content.decode()
    assert "Another office" not in both


# How often an address asked, which every form with a limit counts.
COUNTING = re.compile(r"portal_cache|^(RELEASE )?SAVEPOINT")


def test_nothing_is_written_while_one_checks(mirai_call: Call, make_call: MakeCall) -> None:
    client = Client()
    sessions = Session.objects.count()

    def statements() -> list[str]:
        ask(mirai_call, client)  # what is read once per process has been read then, whichever tests came before
        with CaptureQueriesContext(connection) as captured:
            ask(mirai_call, client)
        return [query["sql"].lstrip() for query in captured.captured_queries if not COUNTING.search(query["sql"])]

    alone = statements()
    assert [statement for statement in alone if not statement.startswith("SELECT")] == []
    assert len(alone) <= 8  # one of them: which programmes follow the jurisdictions of another
    make_call("mirai-finland", opens=5, closes=40)
    make_call("mirai-canada", opens=-5, closes=40, office="emb-ca-ottawa")
    assert len(statements()) <= len(alone)
    assert Session.objects.count() == sessions
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_a_check_beside_thirty_calls_reads_no_more_than_beside_three(
    mirai_call: Call, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def calls_elsewhere(numbers: range) -> None:
        for number in numbers:
            call_elsewhere(mirai_call, f"embassy-{number}")

    client = Client()
    three_nationalities = {"nationalities": ["BE", "FI", "NL"], "institution_country": "BE"}
    calls_elsewhere(range(2))
    ask(mirai_call, client, **three_nationalities)
    with CaptureQueriesContext(connection) as beside_three:
        ask(mirai_call, client, **three_nationalities)
    calls_elsewhere(range(2, 29))
    assert len(listed_calls()) == 30
    with django_assert_num_queries(len(beside_three)):
        text = ask(mirai_call, client, **three_nationalities)
    assert text.count("Embassy of Japan in The Hague") == MOST
    assert "24 more calls fit these answers: see all programmes and calls" in text


def test_answers_are_kept_for_who_starts_an_application_with_them(mirai_call: Call) -> None:
    client = Client()
    response = client.post(f"/calls/{mirai_call.slug}/eligibility/", {**MEETS_ALL, "start": "1"})
    assert response.status_code == 302
    assert response.headers["Location"] == f"/calls/{mirai_call.slug}/apply/"
    kept = client.session["eligibility_answers"][mirai_call.slug]
    assert kept["about_you"] == {"birth_date": "2003-05-27"}
    assert kept["commitments"] == {"english_ok": True, "commits_sns_open": True}
    assert kept["motivation"] == {"theme": "diplomacy-security"}


def test_answers_that_cannot_be_read_start_nothing(mirai_call: Call) -> None:
    ask(mirai_call, status=422, start="1", birth_date_day="40")
    assert Session.objects.count() == 0


def test_the_answers_reach_the_application(mirai_call: Call) -> None:
    client = Client()
    client.force_login(PersonFactory().user)
    client.post(f"/calls/{mirai_call.slug}/eligibility/", {**MEETS_ALL, "start": "1"})
    client.post(f"/calls/{mirai_call.slug}/apply/")
    draft = mirai_call.applications.unscoped("test").get()
    assert draft.sections.get(key="about_you").answers == {"birth_date": "2003-05-27"}
    assert draft.sections.get(key="nationality").answers["nationalities"] == ["BE"]


def test_an_ended_call_can_be_checked_and_not_begun(make_call: MakeCall) -> None:
    call = make_call("mirai-finland", opens=-40, closes=-5)
    assert "Start an application" not in ask(call)
