"""allauth's mails go through the outbox, with links made from configuration, never from the request."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import passthrough_next_redirect_url
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.outbox.services import Mail, queue_mail

MAX_EMAIL = 254


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How allauth speaks to people."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of allauth's mails: its template's name and the plain values it needs."""
        user = context.get("user")
        queue_mail(
            Mail(
                template=template_prefix,
                to_email=email,
                context={
                    key: _to_configured_host(value) for key, value in context.items() if isinstance(value, str | int)
                },
                language=getattr(getattr(user, "person", None), "language", "en"),
                subject_key=f"user:{user.pk}" if user is not None else "",
            )
        )

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The link to confirm an address, with the page its reader was on the way to.

        The link carries it, not the session: the mail may be opened on another device.
        """
        url = str(super().get_email_confirmation_url(request, emailconfirmation))
        return str(passthrough_next_redirect_url(request, url, REDIRECT_FIELD_NAME))

    def respond_email_verification_sent(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Say that a mail is on its way; signing in from there, for another mail, leads to the same page later."""
        url = reverse("account_email_verification_sent")
        return redirect(passthrough_next_redirect_url(request, url, REDIRECT_FIELD_NAME))

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths on this site: no scheme, no host, whatever the Host header says."""
        if not url or not url.startswith("/") or url.startswith(("//", "/\\")):
            return False
        return bool(super().is_safe_url(url))

    def get_client_ip(self, request: HttpRequest) -> str:
        """The reader's address: what our own proxies wrote down, else the connection's (a Unix socket has none)."""
        if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
            return str(super().get_client_ip(request))
        return str(request.META.get("REMOTE_ADDR", "") or "127.0.0.1")

    def clean_email(self, email: str) -> str:
        """Refuse an address that is longer than one can be (RFC 5321), before the database does."""
        if len(email) > MAX_EMAIL:
            raise ValidationError(
                _("This address has %(length)d characters; an email address has at most %(limit)d. Check it."),
                params={"length": len(email), "limit": MAX_EMAIL},
                code="email_too_long",
            )
        return str(super().clean_email(email))


def _to_configured_host(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return value
    parts, base = urlsplit(value), urlsplit(settings.PORTAL_BASE_URL)
    return urlunsplit((base.scheme, base.netloc, parts.path, parts.query, parts.fragment))
