"""What operators see of the outbox: where each mail stands, what the server said, and a button to send it again.

The text of a mail is not shown: it is the reader's, and may hold a link that opens an account.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from portal.common.errors import DomainError
from portal.offices.permissions import Permission, roles_with
from portal.outbox.models import Message, MessageState
from portal.outbox.services import retry
from portal.staffsite.admin.base import ScopedModelAdmin
from portal.staffsite.admin.scope import Rows


@admin.register(Message)
class MessageAdmin(ScopedModelAdmin):
    """The list of mails. Nothing is added, changed or deleted by hand."""

    view_roles = roles_with(Permission.READ_MAILS)

    list_display = ("created_at", "to_email", "template", "state", "attempts", "due_at", "sent_at", "last_error")
    list_filter = ("state",)
    search_fields = ("to_email", "subject_key", "request_id")
    search_help_text = gettext_lazy("Address, application:REFERENCE, or the id that an error page shows")
    ordering = ("-id",)
    actions = ("send_again",)
    change_form_template = "admin/outbox/message/change_form.html"
    fields = (
        "to_email", "template", "language", "rendered_subject", "subject_key", "state", "attempts", "created_at",
        "due_at", "sent_at", "last_error", "message_id", "request_id",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Rows:
        """Return the mails in scope, without their texts."""
        return super().get_queryset(request).defer("rendered_body", "context")

    @admin.action(description=gettext_lazy("Send failed mails again"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: Rows) -> None:
        """Send the chosen mails again; say how many, and why not the others."""
        done = 0
        for message in queryset:
            done += self._again(request, message)
        if done:
            words = ngettext("%(count)s mail is sent again now.", "%(count)s mails are sent again now.", done)
            messages.success(request, words % {"count": done})

    def get_urls(self) -> list[Any]:
        """The stock addresses, and that of the button."""
        again = self.admin_site.admin_view(require_POST(self.again))
        return [path("<int:pk>/again/", again, name="outbox_message_again"), *super().get_urls()]

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The button on one mail's page."""
        message = get_object_or_404(self.get_queryset(request), pk=pk)
        if self._again(request, message):
            messages.success(request, _("The mail to %(to)s is sent again now.") % {"to": message.to_email})
        return HttpResponseRedirect(reverse("admin:outbox_message_change", args=[pk]))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Offer the button where there is something to send again."""
        message = kwargs.get("obj")
        context["may_send_again"] = message is not None and message.state == MessageState.FAILED
        return super().render_change_form(request, context, *args, **kwargs)

    def _again(self, request: HttpRequest, message: Message) -> bool:
        try:
            retry(message, actor=request.user)
        except DomainError as error:
            messages.warning(request, str(error))
            return False
        return True
