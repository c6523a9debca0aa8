"""The base of admins closes what stock Django leaves open, for admins that have yet to be written."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from applications.models import Application, Choice, Document
from portal.accounts.models import Person, User
from portal.common.scoping import UnscopedQuery, scope_required
from portal.offices.models import Office, Role
from portal.offices.queries import only_as
from portal.staffsite.admin import ScopedModelAdmin, ScopedRelatedFilter, ScopedTabularInline
from portal.staffsite.admin.widgets import ScopedRawIdWidget
from portal.staffsite.site import StaffSite
from programs.models import Call, Programme, ProgrammeVersion
from tests.factories import OfficeFactory, PostingFactory
from tests.scenarios import submitted
from tests.staff import call_elsewhere, posted

REVIEWERS = frozenset({Role.REVIEWER})


class ChoiceAdmin(ScopedModelAdmin):
    """A table below applications, with every kind of control that names another row."""

    view_roles = change_roles = REVIEWERS
    raw_id_fields = ("application",)
    list_filter = ("application", "outcome")
    fields = ("application", "theme", "rank", "office")


class CallAdmin(ScopedModelAdmin):
    view_roles = REVIEWERS | {Role.COORDINATOR}
    change_roles = frozenset({Role.COORDINATOR})


def request_of(user: User, path: str = "/") -> Any:
    request = RequestFactory().get(path)
    request.user = user
    return request


def test_a_model_without_a_scoped_admin_cannot_be_registered() -> None:
    site = StaffSite()

    class Open(admin.ModelAdmin):  # type: ignore[type-arg]
        pass

    Open.__module__ = "applications.admin"
    with pytest.raises(ImproperlyConfigured, match="is not scoped"):
        site.register(Application, Open)
    with pytest.raises(ImproperlyConfigured, match="is not scoped"):
        site.register(Application)


def test_admins_that_libraries_bring_along_stay_outside() -> None:
    for model in admin.site._registry:
        assert isinstance(admin.site.get_model_admin(model), ScopedModelAdmin)
    assert "emailaddress" not in {model._meta.model_name for model in admin.site._registry}


def test_every_list_has_paths_of_its_own_fields_only() -> None:
    class Leaky(ScopedModelAdmin):
        list_filter = ("person__user__email", "status")

    (problem,) = [p for p in Leaky(Application, StaffSite()).check() if p.id == "staffsite.E001"]
    assert "person__user__email" in problem.msg


def test_a_table_that_says_nothing_of_its_scope_is_not_shown(db: None) -> None:
    class Careless(ScopedModelAdmin):
        view_roles = REVIEWERS

    user = posted(OfficeFactory())
    with pytest.raises(ImproperlyConfigured, match="rows_for"):
        Careless(Programme, StaffSite()).get_queryset(request_of(user))


def test_foreign_keys_offer_and_accept_rows_in_scope_only(call: Call) -> None:
    own, foreign = submitted(call), submitted(call_elsewhere(call))
    request = request_of(posted(call.office))
    form_class = ChoiceAdmin(Choice, StaffSite()).get_form(request)
    with scope_required():
        field = form_class.base_fields["application"]
        assert [row.pk for row in field.queryset] == [own.pk]
        assert form_class({"application": own.pk}).fields["application"].clean(str(own.pk)) == own
        assert "application" in form_class({"application": foreign.pk, "rank": 1}).errors


def test_tables_nobody_opened_are_offered_to_nobody(call: Call) -> None:
    class PersonNamed(ScopedModelAdmin):
        view_roles = change_roles = REVIEWERS
        fields = ("person", "office")

    submitted(call)
    form = PersonNamed(Application, StaffSite()).get_form(request_of(posted(call.office)))
    assert Person.objects.exists()
    assert list(form.base_fields["person"].queryset) == []
    assert Office.objects.exists()
    assert list(form.base_fields["office"].queryset) == []


def test_reference_data_is_offered_whole(call: Call) -> None:
    class EditionNamed(ScopedModelAdmin):
        view_roles = change_roles = REVIEWERS
        reference_fields = ("programme_version",)
        fields = ("programme_version", "office")

    form = EditionNamed(Application, StaffSite()).get_form(request_of(posted(call.office)))
    with scope_required():
        assert form.base_fields["programme_version"].queryset.count() == ProgrammeVersion.objects.count() > 0
        assert list(form.base_fields["office"].queryset) == []


def test_themes_are_offered_from_the_calls_in_scope_only(call: Call) -> None:
    call_elsewhere(call)
    form = ChoiceAdmin(Choice, StaffSite()).get_form(request_of(posted(call.office)))
    with scope_required():
        assert {theme.call_id for theme in form.base_fields["theme"].queryset} == {call.pk}


def test_a_raw_key_shows_the_label_of_a_row_in_scope_and_of_no_other(call: Call) -> None:
    own, foreign = submitted(call), submitted(call_elsewhere(call))
    form = ChoiceAdmin(Choice, StaffSite()).get_form(request_of(posted(call.office)))
    widget = form.base_fields["application"].widget
    assert isinstance(widget, ScopedRawIdWidget)
    with scope_required():
        assert widget.label_and_url_for_value(own.pk) == (own.reference, "")
        for value in (foreign.pk, 0, "abc", "", None, 10**30):
            assert widget.label_and_url_for_value(value) == ("", "")


def test_a_foreign_key_as_a_filter_becomes_a_scoped_one(call: Call) -> None:
    request = request_of(posted(call.office))
    filters = ChoiceAdmin(Choice, StaffSite()).get_list_filter(request)
    assert filters == [("application", ScopedRelatedFilter), "outcome"]


def test_a_delete_page_names_nothing_out_of_sight(call: Call) -> None:
    application = submitted(call)
    document = application.documents.first()
    documents = ChoiceAdmin(Document, StaffSite())
    insider, outsider = request_of(posted(call.office)), request_of(posted(call_elsewhere(call).office))
    assert documents.get_deleted_objects([document], insider)[1] == {Document._meta.verbose_name_plural: 1}
    names, counts, _needed, protected = documents.get_deleted_objects([document], outsider)
    assert (names, counts) == ([], {})
    assert str(document) not in str(protected)


def test_a_right_is_held_where_its_role_is_held(call: Call) -> None:
    other = call_elsewhere(call)
    both = posted(call.office, Role.REVIEWER)
    PostingFactory(user=both, office=other.office, role=Role.COORDINATOR)
    calls, request = CallAdmin(Call, StaffSite()), request_of(both)
    assert set(calls.get_queryset(request)) == {call, other}
    assert calls.has_change_permission(request, other)
    assert not calls.has_change_permission(request, call)
    assert calls.has_view_permission(request, call)


def test_no_roles_open_nothing_to_nobody(call: Call) -> None:
    class Closed(ScopedModelAdmin):
        pass

    closed, request = Closed(Call, StaffSite()), request_of(posted(call.office))
    assert not closed.has_view_permission(request)
    assert not closed.has_change_permission(request)
    assert not closed.has_add_permission(request)
    assert not closed.has_module_permission(request)


def test_a_narrowed_user_keeps_their_other_postings_for_other_questions(call: Call) -> None:
    user = posted(call.office, Role.REVIEWER)
    assert not CallAdmin(Call, StaffSite()).seen_in(request_of(user), [Role.COORDINATOR]).exists()
    assert only_as(user, Role.COORDINATOR) == user
    assert Application.objects.for_staff(user).count() == 0
    submitted(call)
    assert Application.objects.for_staff(user).count() == 1


def test_children_on_a_parents_page_are_read_only_and_scoped(call: Call) -> None:
    class Choices(ScopedTabularInline):
        model = Choice
        view_roles = REVIEWERS
        fields = ("rank", "theme")

    own = submitted(call)
    submitted(call_elsewhere(call))
    inline, request = Choices(Application, StaffSite()), request_of(posted(call.office))
    with scope_required():
        assert {choice.application_id for choice in inline.get_queryset(request)} == {own.pk}
    assert inline.has_view_permission(request)
    assert not inline.has_change_permission(request)
    assert not inline.has_add_permission(request)
    assert not inline.has_delete_permission(request)


def test_what_must_be_unique_is_checked_across_offices_from_inside_a_staff_request(call: Call) -> None:
    coordinator = posted(call.office, Role.COORDINATOR)

    class Slugs(CallAdmin):
        fields = ("slug",)

    foreign = call_elsewhere(call)
    with scope_required():
        form = Slugs(Call, StaffSite()).get_form(request_of(coordinator))({"slug": foreign.slug}, instance=call)
        assert "slug" in form.errors
        with pytest.raises(UnscopedQuery):
            Call.objects.get(pk=call.pk)


def test_fields_of_an_unchangeable_row_are_shown_not_edited(call: Call) -> None:
    calls, request = CallAdmin(Call, StaffSite()), request_of(posted(call.office))
    assert "slug" in flatten_fieldsets(calls.get_fieldsets(request, call))
    assert not calls.has_change_permission(request, call)
