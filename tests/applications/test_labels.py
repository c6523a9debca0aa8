"""What a status is called, per audience."""

import re

import pytest

from applications.labels import Holder, applicant_label, shown_to_applicant, staff_label
from applications.models import Application
from applications.states import Status
from applications.workflow import By, events_from
from portal.common.translated import Translated
from portal.offices.models import Office

SHAPES = {"done", "pass", "ok", "progress", "todo", "wait", "info", "warn", "unknown", "stop", "fail"}
INTERNAL = re.compile(
    r"\b(score|rank|proposal|proposed refusal|dossier|queue|pass(ed)? over|screen(ed|ing)?|lot)\b", re.I
)


def application(status: Status) -> Application:
    return Application(status=status, office=Office(name=Translated(en="Embassy of Japan in Belgium")))


@pytest.mark.parametrize("status", Status)
def test_every_status_has_words_for_applicants(status: Status) -> None:
    shown = shown_to_applicant(application(status))
    assert shown.tag
    assert shown.sentence.endswith(".")
    assert shown.next.endswith(".")
    assert shown.kind in SHAPES


@pytest.mark.parametrize("status", Status)
def test_no_place_is_left_unfilled_and_the_office_is_named(status: Status) -> None:
    shown = shown_to_applicant(application(status))
    words = " ".join((shown.tag, shown.sentence, shown.who, shown.next))
    assert "%(" not in words
    if applicant_label(status).holder in (Holder.OFFICE, Holder.MINISTRY):
        assert "Embassy of Japan in Belgium" in shown.who


@pytest.mark.parametrize("status", Status)
def test_no_internal_word_reaches_an_applicant(status: Status) -> None:
    shown = shown_to_applicant(application(status))
    assert not INTERNAL.search(" ".join((shown.tag, shown.sentence, shown.who, shown.next)))


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_word_and_a_shape_for_staff(status: Status) -> None:
    words, kind = staff_label(status)
    assert words
    assert kind in SHAPES


@pytest.mark.parametrize("status", Status)
def test_nobody_is_said_to_have_it_only_where_no_edge_needs_the_office(status: Status) -> None:
    """Where staff move it on in the ordinary course, the page says that they have it."""
    ordinary = {e.by for e in events_from(status) if e.event not in {"reopen", "terminate", "apply_screening"}}
    if ordinary & {By.REVIEWER, By.COORDINATOR, By.MINISTRY} and status != Status.ON_PROGRAMME:
        assert applicant_label(status).holder in (Holder.OFFICE, Holder.MINISTRY)
