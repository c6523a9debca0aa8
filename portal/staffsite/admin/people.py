"""Logins of staff, seen by operators. Applicants are not listed: an office meets them in their applications."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy, ngettext

from portal.accounts.models import User
from portal.audit.services import record
from portal.common.errors import DomainError
from portal.offices.models import Posting
from portal.offices.permissions import Permission, roles_with
from portal.offices.services import end_sessions
from portal.staffsite.admin.base import ScopedModelAdmin
from portal.staffsite.admin.scope import Rows, holds, in_offices_with
from portal.staffsite.services import take_off_factors


@admin.register(User)
class StaffLoginAdmin(ScopedModelAdmin):
    """Who signs in as staff, whether with a second factor, and the end of their sessions."""

    view_roles = roles_with(Permission.READ_OFFICES)
    list_display = ("email", "is_active", "second_factor", "joined_at", "last_login")
    search_fields = ("email",)
    search_help_text = gettext_lazy("Part of an email address.")
    ordering = ("email",)
    fields = ("email", "is_active", "joined_at", "last_login")
    actions = ("end_sessions_of_selected", "take_off_factors_of_selected")

    def rows_for(self, user: Any) -> Rows:
        """Return the logins with a posting, past or present, at the offices that the reader looks after."""
        postings = in_offices_with(Permission.READ_OFFICES, Posting.objects.all(), user, "office")
        return User.objects.filter(pk__in=postings.values("user"))

    def enrich(self, request: HttpRequest, rows: list[Any]) -> None:
        """Say who has a second factor, in one query."""
        having = set(Authenticator.objects.filter(user__in=rows).values_list("user", flat=True))
        for row in rows:
            row.has_second_factor = row.pk in having

    @admin.display(description=gettext_lazy("second factor"), boolean=True)
    def second_factor(self, user: User) -> bool:
        """Whether one is set up."""
        return bool(user.has_second_factor)  # type: ignore[attr-defined]

    def has_end_sessions_permission(self, request: HttpRequest) -> bool:
        """Say whether the reader ends sessions."""
        return holds(request.user, roles_with(Permission.KEEP_OFFICES))

    @admin.action(description=gettext_lazy("End all sessions of the selected"), permissions=["end_sessions"])
    def end_sessions_of_selected(self, request: HttpRequest, queryset: Any) -> None:
        """Sign people out on every device."""
        ended = 0
        for user in queryset:
            ended += end_sessions(user)
            record("accounts.sessions_ended", user=request.user, about=user)
        words = ngettext("%(n)d session ended.", "%(n)d sessions ended.", ended) % {"n": ended}
        self.message_user(request, words, messages.SUCCESS)

    @admin.action(
        description=gettext_lazy("Take off the second factor of the selected, who have lost it"),
        permissions=["end_sessions"],
    )
    def take_off_factors_of_selected(self, request: HttpRequest, queryset: Any) -> None:
        """Let people set a second factor up anew, after a new password by mail; say whom, and whom not and why."""
        for user in queryset:
            try:
                take_off_factors(user, actor=request.user)
            except DomainError as error:
                self.message_user(request, f"{user}: {error}", messages.WARNING)
            else:
                words = gettext(
                    "%(user)s has no second factor any more, and no password: a mail says how to choose new ones."
                )
                self.message_user(request, words % {"user": user}, messages.SUCCESS)
