"""Every column is classified; lists, searches and filters of the staff site keep to what was said."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from portal.accounts.models import Person, User
from portal.common.classification import EVERYBODY, NOBODY, SELF, Columns, Personal, Sensitivity, tables, to_classify
from portal.dev.management.commands.document_personal_data import PAGE, page
from portal.offices.permissions import Permission, roles_with
from portal.staffsite.admin import ScopedModelAdmin

PEOPLE: frozenset[type[models.Model]] = frozenset({User, Person})


def every_model() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if not model.__module__.startswith("tests.")]


def missing(model: type[models.Model], classified: dict[str, Personal | None]) -> set[str]:
    return set(to_classify(model, PEOPLE)) - set(classified)


@pytest.mark.parametrize("model", every_model(), ids=lambda model: model._meta.label)
def test_every_column_is_classified(model: type[models.Model]) -> None:
    columns = tables().get(model._meta.label)
    assert columns is not None, f"{model._meta.label} is in no module `personal`"
    assert not missing(model, columns.classified()), (
        f"classify them in the module `personal` of {model._meta.app_label}"
    )
    there = {column.name for column in model._meta.concrete_fields}
    assert set(columns.classified()) <= there, "classified, but there is no such column"


def test_a_new_column_and_a_link_to_a_person_are_asked_for() -> None:
    assert missing(Person, {"full_name": None}) >= {"birth_date", "phone", "user"}
    with pytest.raises(ValueError, match="twice"):
        Columns(plain="name name").classified()


def test_rights_that_are_named_exist() -> None:
    known = {*Permission.values, SELF, NOBODY, EVERYBODY}
    named = {right for columns in tables().values() for what in columns.personal.values() for right in what.seen_by}
    assert named <= known


def test_what_is_secret_is_for_nobody_and_health_for_its_own_right() -> None:
    found = [what for columns in tables().values() for what in columns.personal.values()]
    assert {what.seen_by for what in found if what.sensitivity is Sensitivity.SECRET} == {(NOBODY,)}
    assert {what.seen_by for what in found if what.sensitivity is Sensitivity.HEALTH} == {(SELF, "health.read")}


def paths_of(model_admin: ScopedModelAdmin) -> Iterator[str]:
    """The columns that an admin's lists, searches, filters and page name, as paths of lookups."""
    named: list[Any] = [*model_admin.list_display, *model_admin.search_fields, *model_admin.list_filter]
    named += [*(model_admin.fields or ()), *(model_admin.ordering or ())]
    for name in named:
        path = name[0] if isinstance(name, tuple) else name
        if isinstance(path, str):
            yield path.lstrip("-^=@")


def column_at(model: type[models.Model], path: str) -> tuple[type[models.Model], str] | None:
    """The table and column a path leads to; None for what is computed."""
    for part in path.split("__"):
        try:
            column = model._meta.get_field(part)
        except FieldDoesNotExist:
            return None
        found = (model, part)
        if column.is_relation and column.related_model and not isinstance(column.related_model, str):
            model = column.related_model
    return found


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_the_staff_site_shows_columns_only_to_roles_with_their_right(model: type[models.Model]) -> None:
    model_admin = admin.site._registry[model]
    assert isinstance(model_admin, ScopedModelAdmin)
    readers = model_admin.view_roles | model_admin.change_roles
    for path in paths_of(model_admin):
        found = column_at(model, path)
        what = tables()[found[0]._meta.label].classified().get(found[1]) if found else None
        if what is None or EVERYBODY in what.seen_by:
            continue
        allowed = {
            role for right in what.seen_by if right in Permission.values for role in roles_with(Permission(right))
        }
        assert readers <= allowed, f"{path}: {sorted(readers - allowed)} see what only {what.seen_by} may"


def test_the_page_about_personal_data_is_what_the_tables_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "stale: run ./dev manage document_personal_data"
