"""The life of a rule-set version: begun, changed, proposed, sent back, published by a second person."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from applications.services.rule_preview import preview
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.common.errors import Conflict, DomainError, NotAllowed
from portal.offices.models import Office, Role
from programs.models import Call, Origin, RulePreview, RuleSetVersion, VersionState
from programs.services import rules
from programs.services.load_catalog import load_catalog
from programs.services.load_report import Loaded
from tests.programs.conftest import MakeCall
from tests.rules import NOTE, author, drafted, mirai, months_in_japan, proposed, without_months
from tests.staff import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def emi(mirai_call: Call) -> User:
    """A coordinator of MIRAI at the ministry."""
    return author()


@pytest.fixture
def ken(mirai_call: Call) -> User:
    """Her colleague."""
    return author("Ken Mori")


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code, caught.value
    assert str(caught.value)
    return caught.value


def test_a_draft_is_a_copy_of_what_is_published(emi: User) -> None:
    published = mirai().published
    assert published is not None
    draft = rules.begin_draft(mirai(), actor=emi)
    assert (draft.state, draft.number, draft.based_on) == (VersionState.DRAFT, published.number + 1, published)
    assert draft.sha256 == published.sha256
    assert draft.cases["cases"], "the catalogue's cases come along"
    assert Entry.objects.filter(code="programs.rules_drafted", user_id=emi.pk).exists()


def test_there_is_one_draft_at_a_time(emi: User, ken: User) -> None:
    draft = rules.begin_draft(mirai(), actor=emi)
    assert refused("open_already", rules.begin_draft, mirai(), actor=ken).values["version"] == draft.pk
    with pytest.raises(IntegrityError, match="programs_ruleset_one_open"), transaction.atomic():
        RuleSetVersion.objects.create(
            rule_set=draft.rule_set, number=99, content=draft.content, sha256=draft.sha256, origin=Origin.STAFF
        )


@pytest.mark.parametrize(
    ("office", "role", "programme"),
    [
        ("emb-be-brussels", Role.COORDINATOR, "mirai"),
        ("emb-be-brussels", Role.COORDINATOR, ""),
        ("mofa", Role.COORDINATOR, ""),
        ("mofa", Role.COORDINATOR, "mext-research"),
        ("mofa", Role.MINISTRY, "mirai"),
        ("mofa", Role.OPERATOR, ""),
    ],
)
def test_only_the_programmes_coordinators_at_the_ministry_write_its_rules(
    mirai_call: Call, office: str, role: Role, programme: str
) -> None:
    somebody = posted(Office.objects.get(code=office), role, programme=programme)
    with pytest.raises(NotAllowed):
        rules.begin_draft(mirai(), actor=somebody)


def test_a_change_of_a_value_changes_the_checksum_and_nothing_that_is_published(emi: User) -> None:
    published = mirai().published
    draft = drafted(emi)
    assert published is not None
    assert draft.sha256 != published.sha256
    assert rules.rules_in(draft).sha256 == draft.sha256
    published.refresh_from_db()
    assert published.state == VersionState.PUBLISHED


def test_who_saw_an_older_content_is_told_so(emi: User, ken: User) -> None:
    draft = rules.begin_draft(mirai(), actor=emi)
    seen = draft.sha256
    rules.change_leaf(draft, "MIRAI-RES-1", (), months_in_japan(7), expected=seen, actor=emi)
    with pytest.raises(Conflict):
        rules.change_leaf(draft, "MIRAI-RES-1", (), months_in_japan(8), expected=seen, actor=ken)


def test_what_cannot_be_read_is_refused_with_its_place(emi: User) -> None:
    draft = rules.begin_draft(mirai(), actor=emi)
    leaf = {"le": {"fact": "months_in_jpan", "value": 7}}
    error = refused("unreadable", rules.change_leaf, draft, "MIRAI-RES-1", (), leaf, expected=draft.sha256, actor=emi)
    assert error.values["path"] == "rules[4].when.le.fact"
    assert "Did you mean" in str(error)


def test_rules_are_added_and_taken_away(emi: User) -> None:
    draft = rules.begin_draft(mirai(), actor=emi)
    rule = {
        "key": "MIRAI-PASS-2", "requirement": "3", "text": {"en": "Passport valid in 2027"}, "on_false": "refer",
        "when": {"ge": {"fact": "passport_expiry", "value": "2027-01-01"}}, "on_unknown": "pending",
        "sources": ["SEED_BE"], "confidence": "high", "note": "",
    }  # fmt: skip
    draft = rules.add_rule(draft, rule, expected=draft.sha256, actor=emi)
    assert draft.content["rules"][-1]["key"] == "MIRAI-PASS-2"
    assert refused("key_taken", rules.add_rule, draft, rule, expected=draft.sha256, actor=emi)
    draft = rules.remove_rule(draft, "MIRAI-PASS-2", expected=draft.sha256, actor=emi)
    published = mirai().published
    assert published is not None
    assert draft.sha256 == published.sha256, "the same content has the same checksum"
    refused("no_rule", rules.remove_rule, draft, "MIRAI-PASS-2", expected=draft.sha256, actor=emi)


def test_a_rule_with_an_optional_value_says_where_it_applies(emi: User) -> None:
    draft = rules.begin_draft(mirai(), actor=emi)
    leaf = {"age_at_most": {"fact": "birth_date", "years": {"param": "max_age"}, "on": "2027-02-13"}}
    draft = rules.join_leaf(draft, "MIRAI-PASS-1", (), "all", leaf, expected=draft.sha256, actor=emi)
    rule = next(rule for rule in draft.content["rules"] if rule["key"] == "MIRAI-PASS-1")
    assert rule["applies_with"] == ["max_age"]
    draft = rules.remove_condition(draft, "MIRAI-PASS-1", (1,), expected=draft.sha256, actor=emi)
    rule = next(rule for rule in draft.content["rules"] if rule["key"] == "MIRAI-PASS-1")
    assert "applies_with" not in rule
    refused("last_condition", rules.remove_condition, draft, "MIRAI-PASS-1", (), expected=draft.sha256, actor=emi)
    refused("no_condition", rules.negate, draft, "MIRAI-PASS-1", (3,), expected=draft.sha256, actor=emi)


def test_a_parameters_own_value_is_changed_strictly(emi: User) -> None:
    draft = rules.begin_draft(mirai(), actor=emi)
    draft = rules.change_parameter(draft, "min_age", 18, expected=draft.sha256, actor=emi)
    assert draft.content["parameters"]["min_age"]["default"] == 18
    refused("unreadable", rules.change_parameter, draft, "min_age", "18", expected=draft.sha256, actor=emi)
    refused("no_default", rules.change_parameter, draft, "country", "BE", expected=draft.sha256, actor=emi)


def test_a_proposal_needs_a_note_a_change_no_fault_and_passing_cases(emi: User) -> None:
    draft = rules.begin_draft(mirai(), actor=emi)
    refused("note_missing", rules.propose, draft, note=" ", expected=draft.sha256, actor=emi)
    refused("nothing_changed", rules.propose, draft, note=NOTE, expected=draft.sha256, actor=emi)
    changed = rules.change_leaf(draft, "MIRAI-RES-1", (), months_in_japan(10), expected=draft.sha256, actor=emi)
    error = refused("cases", rules.propose, changed, note=NOTE, expected=changed.sha256, actor=emi)
    assert "Six months and a day in Japan" in str(error)
    clash = {"gt": {"fact": "japan_residence_months_total", "value": 12}}
    worse = rules.change_leaf(changed, "MIRAI-PREV-1", (), clash, expected=changed.sha256, actor=emi)
    error = refused("findings", rules.propose, worse, note=NOTE, expected=worse.sha256, actor=emi)
    assert error.values["codes"] == ["contradiction"]


def test_what_is_proposed_stays_as_it_is(emi: User) -> None:
    proposal = proposed(emi)
    refused(
        "wrong_state", rules.change_leaf, proposal, "MIRAI-RES-1", (), months_in_japan(9),
        expected=proposal.sha256, actor=emi,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="is proposed"), transaction.atomic():
        RuleSetVersion.objects.filter(pk=proposal.pk).update(sha256="0" * 64)
    with pytest.raises(DatabaseError, match="send it back before"), transaction.atomic():
        proposal.delete()


def test_a_colleague_sends_back_with_a_reason_and_oneself_takes_back(emi: User, ken: User) -> None:
    proposal = proposed(emi)
    refused("own_proposal", rules.send_back, proposal, reason="Hm.", actor=emi)
    refused("reason_missing", rules.send_back, proposal, reason="", actor=ken)
    refused("not_your_proposal", rules.take_back, proposal, actor=ken)
    draft = rules.send_back(proposal, reason="Which guideline?", actor=ken)
    assert (draft.state, draft.sent_back_note, draft.sent_back_by) == (VersionState.DRAFT, "Which guideline?", ken)
    again = rules.propose(draft, note=NOTE, expected=draft.sha256, actor=emi)
    assert rules.take_back(again, actor=emi).state == VersionState.DRAFT


def test_a_second_person_publishes_what_was_previewed(emi: User, ken: User) -> None:
    before = mirai().published
    proposal = proposed(emi)
    refused("own_proposal", rules.publish, proposal, expected=proposal.sha256, actor=emi)
    refused("no_preview", rules.publish, proposal, expected=proposal.sha256, actor=ken)
    seen = preview(proposal, actor=ken)
    with pytest.raises(Conflict):
        rules.publish(proposal, expected="0" * 64, actor=ken)
    published = rules.publish(proposal, expected=proposal.sha256, actor=ken)
    assert (published.state, published.published_by, published.preview) == (VersionState.PUBLISHED, ken, seen)
    assert mirai().published == published
    assert before is not None
    before.refresh_from_db()
    assert before.state == VersionState.RETIRED
    codes = set(Entry.objects.filter(code__startswith="programs.rules_").values_list("code", flat=True))
    assert codes >= {f"programs.rules_{verb}" for verb in ("drafted", "proposed", "previewed", "published", "retired")}


def test_a_preview_of_another_content_does_not_count(emi: User, ken: User) -> None:
    preview(drafted(emi, most=9), actor=emi)
    draft = mirai().in_the_making
    assert draft is not None
    draft = rules.change_leaf(draft, "MIRAI-RES-1", (), months_in_japan(10), expected=draft.sha256, actor=emi)
    draft = without_months(draft, emi)
    proposal = rules.propose(draft, note=NOTE, expected=draft.sha256, actor=emi)
    refused("no_preview", rules.publish, proposal, expected=proposal.sha256, actor=ken)
    other = RulePreview.objects.get()
    with pytest.raises(IntegrityError, match="preview_fk"), transaction.atomic():
        RuleSetVersion.objects.filter(pk=proposal.pk).update(preview=other)


def test_the_database_demands_two_people_a_note_and_a_preview(emi: User, ken: User) -> None:
    proposal = proposed(emi)
    mirai().published and RuleSetVersion.objects.filter(state="published").update(state="retired")
    row = RuleSetVersion.objects.filter(pk=proposal.pk)
    seen = preview(proposal, actor=ken)
    for wrong in (
        {"published_by": emi, "preview": seen},
        {"published_by": None, "preview": seen},
        {"published_by": ken, "preview": None},
        {"published_by": ken, "preview": seen, "note": ""},
        {"published_by": ken, "preview": seen, "proposed_by": None},
    ):
        with pytest.raises(IntegrityError, match="programs_rules_by_two_people"), transaction.atomic():
            row.update(state="published", **wrong)
    row.update(state="published", published_by=ken, preview=seen)


@pytest.mark.parametrize(
    ("state", "wanted"),
    [("draft", "published"), ("draft", "retired"), ("proposed", "retired"), ("published", "draft"),
     ("published", "proposed"), ("retired", "draft"), ("retired", "published")],
)  # fmt: skip
def test_no_state_is_skipped_or_undone(emi: User, ken: User, state: str, wanted: str) -> None:
    version = drafted(emi) if state == "draft" else proposed(emi)
    if state in ("published", "retired"):
        preview(version, actor=ken)
        rules.publish(version, expected=version.sha256, actor=ken)
        if state == "retired":
            RuleSetVersion.objects.filter(pk=version.pk).update(state="retired")
    with pytest.raises(DatabaseError, match=f"from {state} to {wanted}"), transaction.atomic():
        RuleSetVersion.objects.filter(pk=version.pk).update(state=wanted)


def test_what_was_published_is_never_changed_nor_deleted(emi: User, ken: User) -> None:
    version = proposed(emi)
    seen = preview(version, actor=ken)
    published = rules.publish(version, expected=version.sha256, actor=ken)
    for change in ({"content": {}}, {"sha256": "0" * 64}, {"note": "Another."}, {"cases": {}}, {"published_by": emi}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            RuleSetVersion.objects.filter(pk=published.pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM programs_rulesetversion WHERE id = %s", [published.pk])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RulePreview.objects.filter(pk=seen.pk).update(compared=5)


def test_new_calls_are_bound_to_it_and_announced_ones_keep_theirs(
    emi: User, ken: User, mirai_call: Call, make_call: MakeCall
) -> None:
    old = mirai_call.rule_set_version
    proposal = proposed(emi)
    preview(proposal, actor=ken)
    published = rules.publish(proposal, expected=proposal.sha256, actor=ken)
    mirai_call.refresh_from_db()
    assert mirai_call.rule_set_version == old
    assert mirai_call.binding is not None
    assert mirai_call.binding.rule_set_version == old
    new = make_call("mirai-finland", opens=-1, closes=30)
    assert new.binding is not None
    assert new.binding.rule_set_version == published


def test_the_loader_leaves_alone_what_staff_published(emi: User, ken: User) -> None:
    proposal = proposed(emi)
    preview(proposal, actor=ken)
    published = rules.publish(proposal, expected=proposal.sha256, actor=ken)
    lines = {(line.what, line.name): line for line in load_catalog()}
    assert lines["rule set", "mirai"].result is Loaded.KEPT
    assert mirai().published == published


def test_a_draft_is_discarded_and_a_proposal_is_not(emi: User) -> None:
    proposal = proposed(emi)
    refused("wrong_state", rules.discard, proposal, actor=emi)
    rules.discard(rules.take_back(proposal, actor=emi), actor=emi)
    assert mirai().in_the_making is None
    refused("gone", rules.discard, proposal, actor=emi)
