"""What a call's page says of its themes and of the office's own rules, and who may change the themes until when."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.db.utils import Error as DatabaseRefusal
from django.test import Client

from portal.audit.models import Entry
from portal.common import clock
from portal.common.errors import DomainError, NotAllowed
from portal.offices.models import Office, Role
from programs.models import Call, Theme
from programs.services.calls import announce
from programs.services.themes import change_themes
from tests.factories import PostingFactory
from tests.programs.admin.test_calls_admin import address, entered
from tests.programs.conftest import MakeCall
from tests.staff import posted, reviewer_browser, staff_browser

pytestmark = pytest.mark.django_db
LAW = {"key": "sea-law", "name_en": "Law of the sea", "places": "9", "starts_on": "2027-02-13", "ends_on": "2027-02-20"}


@pytest.fixture
def finland(make_call: MakeCall) -> Call:
    """A call of the Embassy in Finland that is not announced yet, with two themes."""
    return make_call("mirai-finland", opens=1, closes=30, announced=False)


@pytest.fixture
def coordinator(finland: Call) -> Client:
    return staff_browser(posted(finland.office, Role.COORDINATOR))


def with_themes(call: Call, *new: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The call's page as a browser would send it: stored themes, one empty form or `new` ones, and what was changed."""
    stored = list(call.themes.all())
    form: dict[str, Any] = {
        **entered(call),
        "themes-TOTAL_FORMS": len(stored) + max(1, len(new)),
        "themes-INITIAL_FORMS": len(stored),
    }
    for number, theme in enumerate(stored):
        row = {"id": theme.pk, "call": call.pk, "key": theme.key, "places": theme.places or ""}
        form |= {f"themes-{number}-{field}": value for field, value in row.items()}
        form |= {f"themes-{number}-name_{code}": text for code, text in theme.name.items()}
    for number, row in enumerate(new, start=len(stored)):
        form |= {f"themes-{number}-{field}": value for field, value in row.items()}
    return {**form, **changed}


def keys(call: Call) -> list[tuple[str, int | None]]:
    return [(theme.key, theme.places) for theme in call.themes.all()]


def test_the_coordinator_enters_themes_before_the_announcement(finland: Call, coordinator: Client) -> None:
    page = coordinator.get(address(finland)).content.decode()
    assert 'name="themes-0-places"' in page
    assert 'name="themes-2-key"' in page, "an empty form to fill in without a script"
    form = with_themes(
        finland, LAW, **{"themes-0-places": "20", "themes-0-name_fr": "Sécurité", "themes-1-DELETE": "on"}
    )
    sent = coordinator.post(address(finland), form, follow=True)
    assert "Nothing was changed" not in sent.content.decode()
    assert keys(finland) == [("diplomacy-security", 20), ("sea-law", 9)]
    first, second = finland.themes.all()
    assert first.name == {"en": "Diplomacy and security", "fr": "Sécurité"}
    assert (second.office_id, str(second.ends_on)) == (finland.office_id, "2027-02-20")
    entry = Entry.objects.get(code="programs.themes_changed")
    assert entry.data == {"changed": ["diplomacy-security"], "added": ["sea-law"], "removed": ["rule-of-law"]}
    assert (entry.office_id, entry.object_id) == (finland.office_id, str(finland.pk))


def test_a_page_sent_back_as_it_came_changes_nothing(finland: Call, coordinator: Client) -> None:
    sent = coordinator.post(address(finland), with_themes(finland), follow=True)
    assert "Nothing was changed." in sent.content.decode()
    assert not Entry.objects.filter(code="programs.themes_changed").exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"themes-0-places": "-1"}, "greater than or equal to 0"),
        ({"themes-0-places": "9" * 30}, "less than or equal to"),
        ({"themes-0-name_en": ""}, "Fill in this field."),
        ({"themes-0-name_fr": "a\x00b"}, "is not text"),
        ({"themes-0-key": "Sea_Law"}, "cannot stand in an address"),
        ({"themes-0-key": "rule-of-law"}, "duplicate data for"),
        ({"themes-0-starts_on": "soon"}, "Enter a valid date"),
        ({"themes-0-starts_on": "2027-02-20", "themes-0-ends_on": "2027-02-13"}, "before it starts on 2027-02-20"),
        ({"themes-0-id": "x"}, "is no longer there"),
        ({"themes-0-id": 10**30}, "is no longer there"),
    ],
)
def test_what_a_theme_cannot_be_is_said_beside_the_field(
    finland: Call, coordinator: Client, changed: dict[str, Any], words: str
) -> None:
    before = keys(finland)
    sent = coordinator.post(address(finland), with_themes(finland, **changed))
    assert sent.status_code == 200
    assert words in sent.content.decode()
    assert keys(finland) == before


def test_two_themes_may_swap_their_keys(finland: Call) -> None:
    first, second = finland.themes.all()
    change_themes(
        finland, changed={first.pk: {"key": second.key}, second.pk: {"key": first.key}}, actor=posted_at(finland)
    )
    assert keys(finland) == [("rule-of-law", 17), ("diplomacy-security", 12)]


def test_after_the_announcement_themes_are_read(finland: Call, coordinator: Client) -> None:
    opened = with_themes(finland, **{"themes-0-places": "99"})
    announce(finland, actor=None)
    page = coordinator.get(address(finland)).content.decode()
    assert "Diplomacy and security" in page
    assert "{&quot;en&quot;" not in page, "names are words here, not what is stored"
    assert 'name="themes-0-places"' not in page
    sent = coordinator.post(address(finland), opened)  # from a page that was opened before
    assert "its themes can no longer change" in sent.content.decode()
    with pytest.raises(DomainError, match="can no longer change"):
        change_themes(finland, added=[{"key": "x", "name": {"en": "X"}}], actor=posted_at(finland))
    assert keys(finland) == [("diplomacy-security", 17), ("rule-of-law", 12)]


def test_an_announcement_between_looking_and_saving_is_said_and_nothing_is_saved(
    finland: Call, coordinator: Client
) -> None:
    def quicker(instance: Call, **_: Any) -> None:
        Call.objects.unscoped("test").filter(pk=instance.pk).update(announced_at=clock.now())

    post_save.connect(quicker, sender=Call)
    try:
        form = with_themes(finland, shortlist_places=99, **{"themes-0-places": "99"})
        page = coordinator.post(address(finland), form, follow=True).content.decode()
    finally:
        post_save.disconnect(quicker, sender=Call)
    assert "its themes can no longer change" in page
    assert keys(finland) == [("diplomacy-security", 17), ("rule-of-law", 12)]
    finland.refresh_from_db()
    assert finland.shortlist_places == 10


def test_nobody_else_changes_them(finland: Call, mirai_call: Call) -> None:
    form = with_themes(finland, **{"themes-0-places": "99"})
    strangers = {
        "a reviewer of the office": reviewer_browser(finland.office),
        "another office's coordinator": staff_browser(posted(mirai_call.office, Role.COORDINATOR)),
        "another programme's coordinator": staff_browser(
            posted(Office.objects.get(code="mofa"), Role.COORDINATOR, programme="mext-research")
        ),
    }
    answers = {who: browser.post(address(finland), form).status_code for who, browser in strangers.items()}
    assert set(answers.values()) <= {403, 404}, answers
    with pytest.raises(NotAllowed):
        change_themes(finland, added=[{"key": "x"}], actor=posted(mirai_call.office, Role.COORDINATOR))
    assert keys(finland) == [("diplomacy-security", 17), ("rule-of-law", 12)]


def test_a_coordinator_here_who_reviews_there_changes_nothing_there(finland: Call, mirai_call: Call) -> None:
    user = posted(finland.office, Role.REVIEWER)
    PostingFactory(user=user, office=mirai_call.office, role=Role.COORDINATOR)
    browser = staff_browser(user)
    assert 'name="themes-0-places"' not in browser.get(address(finland)).content.decode()
    assert browser.post(address(finland), with_themes(finland, **{"themes-0-places": "99"})).status_code == 403
    assert keys(finland) == [("diplomacy-security", 17), ("rule-of-law", 12)]


def test_a_theme_of_another_office_cannot_be_named_on_ones_own_page(
    finland: Call, mirai_call: Call, coordinator: Client
) -> None:
    foreign = mirai_call.themes.first()
    form = with_themes(finland, **{"themes-0-id": foreign.pk, "themes-0-places": "99"})
    sent = coordinator.post(address(finland), form)
    assert sent.status_code == 200
    assert "is no longer there" in sent.content.decode()
    form = with_themes(finland, {**LAW, "call": mirai_call.pk})
    coordinator.post(address(finland), form)
    assert keys(mirai_call) == [("diplomacy-security", 17), ("rule-of-law", 12)]
    with pytest.raises(DomainError, match="no longer there"):
        change_themes(finland, changed={foreign.pk: {"places": 99}}, actor=posted_at(finland))
    with pytest.raises(DomainError, match="no longer there"):
        change_themes(finland, removed=[foreign.pk], actor=posted_at(finland))


def test_the_database_keeps_a_theme_in_its_calls_office(finland: Call, mirai_call: Call) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit does
    with pytest.raises(DatabaseRefusal, match="office_fk"), transaction.atomic():
        Theme.objects.filter(call=finland).update(office=mirai_call.office)


def test_the_page_says_in_words_where_the_office_departs_from_the_rules(finland: Call, coordinator: Client) -> None:
    assert "None: the rules of the programme as they are." in coordinator.get(address(finland)).content.decode()
    rule = {"text": {"en": "Studies in <Finland>"}, "on_false": "refer"}
    Call.objects.filter(pk=finland.pk).update(
        additions=[
            {"add": {"key": "FI-1", **rule, "on_false": "reject"}},
            {"replace": {"key": "MIRAI-NAT-1", **rule}, "note": "Agreed with the ministry"},
            {"disable": "MIRAI-SNS-1"},
        ]
    )
    for browser in (coordinator, reviewer_browser(finland.office)):
        page = " ".join(browser.get(address(finland)).content.decode().split())
        assert "Added: FI-1 “Studies in &lt;Finland&gt;”; who fails is out." in page
        assert "Replaced: MIRAI-NAT-1 “Nationality of the country where the call is held” is now" in page
        assert "a person decides about who fails.<br>Note: Agreed with the ministry" in page
        assert "Left out: MIRAI-SNS-1 “" in page


def posted_at(call: Call) -> Any:
    return posted(call.office, Role.COORDINATOR)
