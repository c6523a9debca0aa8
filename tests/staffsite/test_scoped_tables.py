"""Every table that belongs to an office refuses to be read in a staff request without saying for whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client

from alumni.models import Association
from applications.models import Document
from portal.common.scoping import ScopedQuerySet, UnscopedQuery, scope_required
from portal.files.models import PageImage
from portal.offices.models import Office, Posting, Role
from programs.models import Binding, Call, CallAlert, Jurisdiction, Theme
from tests.factories import PersonFactory
from tests.scenarios import submitted
from tests.staff import call_elsewhere, posted

# Tables with an office that are no office's files.
OPEN: dict[type[Model], str] = {
    CallAlert: "of somebody outside who asked to be told; no page of staff reads it, and a task writes to them",
    Jurisdiction: "public: which office handles whom is told to everybody who asks",
    Posting: "asked on every request who works where; its admin narrows it to the offices an operator keeps",
}


def of_an_office() -> list[type[Model]]:
    models = [model for model in apps.get_models() if model._meta.app_config.name.partition(".")[0] in OURS]
    return [model for model in models if any(field.related_model is Office for field in model._meta.concrete_fields)]


OURS = ("portal", "programs", "applications", "alumni")
SCOPED = [
    pytest.param(model, id=model._meta.label)
    for model in sorted(of_an_office(), key=lambda model: model._meta.label)
    if model not in OPEN and model is not Office
]


def test_the_list_is_not_empty_by_mistake() -> None:
    assert {Call, Theme, Binding, PageImage, Document, Association} <= set(of_an_office())
    assert set(OPEN) <= set(of_an_office())


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED)
def test_a_table_with_an_office_is_read_through_a_scope(model: Any) -> None:
    for rows in (model.objects.all(), model._default_manager.all()):
        assert isinstance(rows, ScopedQuerySet), f"{model._meta.label} has an office and no scoped manager."
        with scope_required(), pytest.raises(UnscopedQuery):
            rows.exists()
    with scope_required():
        nobody = PersonFactory().user
        assert not model.objects.for_user(nobody).exists()
        assert model.objects.unscoped("a test").exists() is False


@pytest.mark.django_db
def test_rows_below_a_call_are_seen_with_the_call(call: Call) -> None:
    other = call_elsewhere(call)
    reader = posted(call.office)
    with scope_required():
        assert {theme.call_id for theme in Theme.objects.for_user(reader)} == {call.pk}
        assert {binding.call_id for binding in Binding.objects.for_user(reader)} == {call.pk}
        assert other.themes.count() == 2  # through an instance, which came through its own door


@pytest.mark.django_db
def test_pictures_of_pages_are_seen_with_their_file(call: Call) -> None:
    own, foreign = submitted(call), submitted(call_elsewhere(call))
    for application in (own, foreign):
        document = application.documents.exclude(file=None).first()
        PageImage.objects.filter(file=document.file).delete()
        PageImage.objects.create(office=application.office, file=document.file, number=1, width=1, height=1)
    with scope_required():
        seen = PageImage.objects.for_user(posted(call.office))
        assert {page.office_id for page in seen} == {call.office_id}
        assert {page.office_id for page in PageImage.objects.for_user(foreign.person.user)} == {foreign.office_id}


@pytest.mark.django_db
def test_an_association_is_seen_by_its_liaison_office_and_by_everybody_once_it_is_published(call: Call) -> None:
    elsewhere = call_elsewhere(call).office
    for office, slug, published in ((call.office, "ours", False), (elsewhere, "theirs", True)):
        Association.objects.create(
            office=office, slug=slug, name={"en": f"Alumni {slug}"}, country="BE", published=published
        )
    with scope_required():
        assert [row.slug for row in Association.objects.for_user(posted(call.office, Role.LIAISON))] == ["ours"]
        assert not Association.objects.for_user(posted(call.office)).exists()
        assert [row.slug for row in Association.objects.public()] == ["theirs"]
    html = Client().get("/alumni/").content.decode()
    assert "Alumni theirs" in html
    assert "Alumni ours" not in html
