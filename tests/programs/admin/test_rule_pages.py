"""Rules in the staff site: read by all staff as sentences, written through typed fields by who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.models import User
from portal.offices.models import Office, Role
from programs.models import Call, RuleSetVersion, VersionState
from tests.programs.admin.rule_desk import LIST, at, stored, text
from tests.rules import NOTE, author, drafted, mirai, proposed, without_months
from tests.staff import posted, reviewer_browser, staff_browser

pytestmark = pytest.mark.django_db
PAGES = ("change", "add", "cases", "differences", "publication", "parameters", "preview")
EDITING = (
    "add/",
    "condition/?key=MIRAI-RES-1&at=",
    "rule/?key=MIRAI-RES-1",
    "parameters/?key=min_age",
    "parameters/add/",
)


def test_all_staff_read_the_rules_as_sentences_with_their_sources(mirai_call: Call) -> None:
    published = mirai().published
    assert published is not None
    page = reviewer_browser(mirai_call.office).get(at(published))
    assert page.status_code == 200
    said = text(page)
    assert "No more than 6 months in Japan altogether" in said
    assert "<strong>6 months</strong>" in page.content.decode()
    assert "otherwise not eligible" in said
    assert "Embassy of Japan in Belgium, Exchange Programs (2019-2020)" in said
    assert "Exactly six months are allowed." in said
    assert "the value “Last day of the programme”" in said
    assert "At least one of these: A theme other than" in said
    assert "Begin a draft" not in said
    assert "Add a rule" not in said


@pytest.mark.parametrize(
    ("office", "role", "programme"),
    [
        ("emb-be-brussels", Role.REVIEWER, ""),
        ("emb-be-brussels", Role.COORDINATOR, "mirai"),
        ("mofa", Role.COORDINATOR, "mext-research"),
        ("mofa", Role.MINISTRY, ""),
        ("mofa", Role.AUDITOR, ""),
    ],
)
def test_who_does_not_write_these_rules_reads_and_changes_nothing(
    draft: RuleSetVersion, office: str, role: Role, programme: str
) -> None:
    stranger = staff_browser(posted(Office.objects.get(code=office), role, programme=programme))
    assert stranger.get(at(draft)).status_code == 200
    assert stranger.get(at(draft, "cases/")).status_code == 200
    for below in EDITING:
        assert stranger.get(at(draft, below)).status_code == 403, below
    assert stranger.get(at(draft, "preview/")).status_code == 403
    assert stranger.post(at(draft, "preview/")).status_code == 403
    leaf = {"value": 9, "expected": draft.sha256}
    assert stranger.post(at(draft, "condition/?key=MIRAI-RES-1&at="), leaf).status_code == 403
    sent = stranger.post(at(draft, "act/"), {"verb": "remove_rule", "key": "MIRAI-RES-1", "expected": draft.sha256})
    assert sent.status_code == 403
    assert stranger.post(at(draft, "publication/"), {"verb": "propose", "note": NOTE}).status_code == 403
    published = mirai().published
    assert published is not None
    assert stranger.post(at(published, "begin/")).status_code == 403
    assert stored(draft).sha256 == draft.sha256


def test_a_draft_is_begun_from_the_published_version(coordinator: Client) -> None:
    published = mirai().published
    assert published is not None
    assert "Begin a draft" in text(coordinator.get(at(published)))
    sent = coordinator.post(at(published, "begin/"))
    draft = mirai().in_the_making
    assert draft is not None
    assert sent.headers["Location"] == at(draft)
    assert "Nobody is affected" in text(coordinator.get(at(draft)))
    assert "is in the making" in text(coordinator.get(at(published)))


def test_a_value_is_changed_in_a_typed_field(coordinator: Client, draft: RuleSetVersion) -> None:
    address = at(draft, "condition/?key=MIRAI-RES-1&at=")
    page = coordinator.get(address)
    assert 'type="number" name="value" value="6" min="0"' in page.content.decode()
    sent = coordinator.post(address, {"value": "10", "expected": draft.sha256})
    assert sent.headers["Location"] == f"{at(draft)}#rule-MIRAI-RES-1"
    said = text(coordinator.get(at(draft)))
    assert "No more than 10 months in Japan altogether" in said
    assert "changed" in said
    differences = text(coordinator.get(at(draft, "differences/")))
    assert "Before No more than 6 months in Japan altogether, otherwise not eligible" in differences
    assert "Now No more than 10 months in Japan altogether, otherwise not eligible" in differences


@pytest.mark.parametrize(
    ("place", "sent", "words"),
    [
        ("MIRAI-RES-1&at=", {"value": "10" * 30}, "less than or equal to"),
        ("MIRAI-RES-1&at=", {"value": ""}, "Give a value"),
        ("MIRAI-PASS-1&at=", {"value": "infinity"}, "year-month-day"),
        ("MIRAI-PASS-1&at=", {"value": "9999-12-31"}, "2199-12-31"),
        ("MIRAI-PASS-1&at=", {"value": "2027-01-01", "value_from": "param:programme_end"}, "not both"),
        ("MIRAI-PASS-1&at=", {"value_from": "param:programme_end", "value_years": "99999"}, "less than or equal"),
        ("MIRAI-AGE-1&at=", {"years": "20"}, "Give a value"),
        ("MIRAI-DOC-1&at=", {"codes": []}, "An empty list means nothing"),
        ("MIRAI-DOC-1&at=", {"codes": ["no-such-paper"]}, "not one of the available"),
        ("MIRAI-NAT-2&at=", {"value": "maybe"}, "not one of the available"),
    ],
)
def test_what_means_nothing_is_refused_beside_its_field(
    coordinator: Client, draft: RuleSetVersion, place: str, sent: dict[str, Any], words: str
) -> None:
    answer = coordinator.post(at(draft, f"condition/?key={place}"), {**sent, "expected": draft.sha256})
    assert answer.status_code == 422
    assert words in text(answer)
    assert "Error:" in answer.content.decode().split("</title>")[0]
    assert stored(draft).sha256 == draft.sha256


def test_conditions_are_added_turned_round_and_taken_away(coordinator: Client, draft: RuleSetVersion) -> None:
    place = "add/?key=MIRAI-RES-1&at=&join=any"
    assert "What is it about?" in text(coordinator.get(at(draft, place)))
    assert "makes somebody so old or older" in text(coordinator.get(at(draft, f"{place}&fact=birth_date")))
    filled = f"{place}&fact=prior_jp_gov_exchange"
    assert coordinator.get(at(draft, filled)).status_code == 200
    assert coordinator.post(at(draft, filled), {"expected": draft.sha256}).status_code == 302
    draft = stored(draft)
    rule = next(rule for rule in draft.content["rules"] if rule["key"] == "MIRAI-RES-1")
    assert list(rule["when"]) == ["any"]
    said = text(coordinator.get(at(draft)))
    assert "At least one of these:" in said
    assert said.index("At least one of these:") < said.index("No more than 6 months")
    turned = {"verb": "negate", "key": "MIRAI-RES-1", "at": "1", "expected": draft.sha256}
    assert coordinator.post(at(draft, "act/"), turned).status_code == 302
    draft = stored(draft)
    rule = next(rule for rule in draft.content["rules"] if rule["key"] == "MIRAI-RES-1")
    assert rule["when"]["any"][1] == {"not": {"declared": {"fact": "prior_jp_gov_exchange"}}}
    gone = {"verb": "remove_condition", "key": "MIRAI-RES-1", "at": "1.0", "expected": draft.sha256}
    assert coordinator.post(at(draft, "act/"), gone).status_code == 302
    rule = next(rule for rule in stored(draft).content["rules"] if rule["key"] == "MIRAI-RES-1")
    assert list(rule["when"]) == ["le"]


FRAME = {
    "text_en": "Passport valid in 2027", "requirement": "3", "on_false": "refer", "on_unknown": "pending",
    "sources": ["SEED_BE"], "confidence": "high", "note": "Read on 3 November.",
}  # fmt: skip


def test_a_rule_is_added_from_a_template(coordinator: Client, draft: RuleSetVersion) -> None:
    address = at(draft, "add/?fact=passport_expiry&operator=ge")
    assert 'type="date"' in coordinator.get(address).content.decode()
    for key in ("isnull", "1", "contains", "Contains", "a b"):
        sent = {**FRAME, "key": key, "value": "2027-01-01", "expected": draft.sha256}
        answer = coordinator.post(address, sent)
        assert answer.status_code == 422, key
        assert "such as MIRAI-AGE-3" in text(answer)
    sent = {**FRAME, "key": "MIRAI-PASS-2", "value": "2027-01-01", "expected": draft.sha256}
    assert coordinator.post(address, sent).status_code == 302
    said = text(coordinator.get(at(draft)))
    assert "Passport valid until 1 January 2027 or later" in said
    assert "Read on 3 November." in said
    assert "There is no statement in: fr, nl, ja" in said
    again = coordinator.post(address, {**sent, "expected": stored(draft).sha256})
    assert again.status_code == 422
    assert "Take another key" in text(again)


def test_a_fact_nobody_is_asked_for_is_a_fault(coordinator: Client, draft: RuleSetVersion) -> None:
    address = at(draft, "add/?fact=willing_to_learn_japanese&operator=declared")
    sent = {**FRAME, "key": "MIRAI-JPN-1", "expected": draft.sha256}
    assert coordinator.post(address, sent).status_code == 302
    assert "no question states it" in text(coordinator.get(at(draft)))


def test_a_contradiction_stands_beside_its_rule(coordinator: Client, draft: RuleSetVersion) -> None:
    page = at(draft, "add/?key=MIRAI-RES-1&at=&join=all&fact=japan_residence_months_total&operator=gt")
    assert coordinator.post(page, {"value": "9", "expected": draft.sha256}).status_code == 302
    said = text(coordinator.get(at(draft)))
    assert "what nobody can meet" in said
    assert "1 fault" in said
    sent = coordinator.post(
        at(draft, "publication/"), {"verb": "propose", "note": NOTE, "expected": stored(draft).sha256}
    )
    assert sent.status_code == 422
    assert "what nobody can meet" in text(sent)


def test_statement_consequence_and_sources_are_changed(coordinator: Client, draft: RuleSetVersion) -> None:
    address = at(draft, "rule/?key=MIRAI-RES-1")
    assert "Exactly six months are allowed." in text(coordinator.get(address))
    sent = coordinator.post(address, {**FRAME, "text_fr": "Six mois au plus", "note": "", "expected": draft.sha256})
    assert sent.status_code == 302
    rule = next(rule for rule in stored(draft).content["rules"] if rule["key"] == "MIRAI-RES-1")
    assert rule["text"] == {"en": "Passport valid in 2027", "fr": "Six mois au plus"}
    assert rule["on_false"] == "refer"
    assert "note" not in rule
    health = coordinator.post(
        at(draft, "rule/?key=MIRAI-HEALTH-1"), {**FRAME, "on_false": "reject", "expected": stored(draft).sha256}
    )
    assert health.status_code == 422
    assert "always refers" in text(health)


def test_who_was_slower_sees_it_and_sends_again_on_purpose(
    coordinator: Client, draft: RuleSetVersion, emi: User
) -> None:
    address = at(draft, "condition/?key=MIRAI-RES-1&at=")
    coordinator.post(address, {"value": "9", "expected": draft.sha256})
    late = coordinator.post(address, {"value": "10", "expected": draft.sha256})
    assert late.status_code == 409
    assert "Somebody changed these rules" in text(late)
    assert f'value="{stored(draft).sha256}"' in late.content.decode()


def test_who_was_slower_keeps_everything_typed(coordinator: Client, draft: RuleSetVersion) -> None:
    address = at(draft, "rule/?key=MIRAI-RES-1")
    coordinator.post(at(draft, "condition/?key=MIRAI-RES-1&at="), {"value": "9", "expected": draft.sha256})
    late = coordinator.post(address, {**FRAME, "sources": ["SEED_BE", "MIRAI_FI21"], "expected": draft.sha256})
    assert late.status_code == 409
    assert late.content.decode().count(" selected") >= 5, "both sources are still chosen"
    assert stored(draft).sha256 in late.content.decode()


def test_a_version_that_cannot_be_read_any_more_says_so(coordinator: Client, draft: RuleSetVersion) -> None:
    gone = {"ge": {"fact": "shoe_size", "value": 40}}
    content = {**draft.content, "rules": [{**draft.content["rules"][0], "when": gone}]}
    RuleSetVersion.objects.filter(pk=draft.pk).update(content=content)
    for below in ("change/", "cases/", "differences/", "publication/", "preview/"):
        page = coordinator.get(at(draft, below))
        assert page.status_code == 200, below
    assert "no fact “shoe_size”" in text(coordinator.get(at(draft))).replace('"shoe_size"', "“shoe_size”")
    assert "cannot be read any more" in text(coordinator.post(at(draft, "preview/")))


def test_cases_go_out_and_come_back_the_same(coordinator: Client, draft: RuleSetVersion) -> None:
    out = coordinator.get(at(draft, "cases/file/"))
    assert out.headers["Content-Disposition"].endswith('cases.yaml"')
    upload = SimpleUploadedFile("cases.yaml", out.content, "application/yaml")
    assert coordinator.post(at(draft, "cases/"), {"file": upload}).status_code == 302
    assert stored(draft).cases == draft.cases
    said = text(coordinator.get(at(draft, "cases/")))
    assert "as written" in said
    assert "MIRAI-PASS-1: passport_expiry the day before 2027-02-20" in said


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"cases: [", "not readable YAML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"parameters: {}\nfacts: {}\ncases: []\n", "an empty list means nothing"),
        (b"parameters: &a {}\nfacts: *a\ncases: *a\n", "points back to parts of itself"),
        (b"parameters: {}\nfacts: {}\ncases: [{name: A, outcome: eligible, verdicts: {NO-SUCH: fail}}]", "not known"),
        (
            b"parameters: {}\nfacts: {x: !!timestamp 2027-01-01}\ncases: [{name: A, outcome: eligible}]",
            "cannot be kept",
        ),
        (b'parameters: {}\nfacts: {x: "\\0"}\ncases: [{name: A, outcome: eligible}]', "cannot be kept"),
        pytest.param(
            b"parameters: {}\nfacts: {x: 9" + b"9" * 5000 + b"}\ncases: [{name: A, outcome: eligible}]",
            "cannot be",
            id="long",
        ),
        pytest.param(b"[" * 5000, "readable YAML", id="deep"),
        pytest.param(b"#" * (300 * 1024), "256 KiB", id="large"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    coordinator: Client, draft: RuleSetVersion, file: bytes, words: str
) -> None:
    answer = coordinator.post(at(draft, "cases/"), {"file": SimpleUploadedFile("mine.yaml", file)})
    assert answer.status_code == 422
    assert words in text(answer)
    assert stored(draft).cases == draft.cases


def test_the_way_from_a_draft_to_publication(coordinator: Client, emi: User) -> None:
    draft = without_months(drafted(emi), emi)
    page = text(coordinator.get(at(draft, "publication/")))
    assert "No preview of exactly this content" in page
    refused = coordinator.post(at(draft, "publication/"), {"verb": "propose", "note": "", "expected": draft.sha256})
    assert refused.status_code == 422
    assert "Say in a note" in text(refused)
    sent = coordinator.post(at(draft, "publication/"), {"verb": "propose", "note": NOTE, "expected": draft.sha256})
    assert sent.status_code == 302
    own = text(coordinator.get(at(draft, "publication/")))
    assert "somebody else publishes them" in own
    assert "Publish these rules" not in own
    ken = staff_browser(author("Ken Mori"))
    assert "Rules to publish" in text(ken.get("/admin/"))
    assert "Rules to publish" not in text(coordinator.get("/admin/"))
    assert "Make a preview first" in text(ken.get(at(draft, "publication/")))
    assert ken.post(at(draft, "preview/")).status_code == 302
    assert "Would flip 0 of 0" in text(ken.get(at(draft, "preview/")))
    page = text(ken.get(at(draft, "publication/")))
    assert "Publish these rules" in page
    assert NOTE in page
    forced = coordinator.post(at(draft, "publication/"), {"verb": "publish", "expected": draft.sha256})
    assert forced.status_code == 403
    assert ken.post(at(draft, "publication/"), {"verb": "publish", "expected": draft.sha256}).status_code == 302
    assert stored(draft).state == VersionState.PUBLISHED
    said = text(ken.get(at(draft)))
    assert "Published" in said
    assert NOTE in said
    assert "Add a rule" not in said


def test_a_proposal_comes_back_with_a_reason(coordinator: Client, emi: User) -> None:
    proposal = proposed(emi)
    ken = staff_browser(author("Ken Mori"))
    sent = ken.post(at(proposal, "publication/"), {"verb": "send_back", "note": "Which guideline says ten?"})
    assert sent.status_code == 302
    assert "Which guideline says ten?" in text(coordinator.get(at(proposal)))
    taken = coordinator.post(at(proposal, "publication/"), {"verb": "discard"})
    assert taken.status_code == 302
    assert not RuleSetVersion.objects.filter(pk=proposal.pk).exists()


def test_what_is_no_draft_is_not_edited(coordinator: Client, mirai_call: Call) -> None:
    published = mirai().published
    assert published is not None
    for below in EDITING:
        assert coordinator.get(at(published, below)).status_code == 302, below
    answer = coordinator.post(at(published, "act/"), {"verb": "remove_rule", "key": "MIRAI-RES-1"}, follow=True)
    assert "stays as it is" in text(answer)


def test_strange_addresses_are_answered_in_words(coordinator: Client, draft: RuleSetVersion) -> None:
    for below in (
        "condition/?key=NO-SUCH&at=", "condition/?key=MIRAI-RES-1&at=5", "condition/?key=MIRAI-RES-1&at=x",
        "condition/?key=MIRAI-AGE-2&at=", "condition/", "rule/", "add/?key=NO-SUCH&join=any",
        "add/?key=MIRAI-RES-1&at=7&join=any&fact=birth_date",
    ):  # fmt: skip
        answer = coordinator.get(at(draft, below))
        assert answer.status_code == 302, below
    assert coordinator.get(at(draft, "condition/?key=MIRAI-RES-1&at=&operator=nonsense")).status_code == 200
    assert coordinator.get(f"{LIST}999999/change/").status_code == 404
    assert coordinator.get(f"{LIST}{'9' * 30}/change/").status_code == 404
    assert coordinator.post(at(draft, "act/"), {"verb": "explode"}).status_code == 302
    assert coordinator.post(at(draft, "publication/"), {"verb": "explode"}).status_code == 302
    assert coordinator.get(at(draft, "act/")).status_code == 405
