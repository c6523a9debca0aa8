"""allauth's mails go through the outbox, with links made from configuration, never from the request."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from portal.outbox.services import Mail, queue_mail


class AccountAdapter(DefaultAccountAdapter):
    """How allauth speaks to people."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of allauth's mails: its template's name and the plain values it needs."""
        user = context.get("user")
        queue_mail(
            Mail(
                template=template_prefix,
                to_email=email,
                context={key: _to_configured_host(value) for key, value in context.items() if isinstance(value, str | int)},
                language=getattr(getattr(user, "person", None), "language", "en"),
                subject_key=f"user:{user.pk}" if user is not None else "",
            )
        )

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths on this site: no scheme, no host, whatever the Host header says."""
        return bool(url) and url.startswith("/") and not url.startswith(("//", "/\\")) and super().is_safe_url(url)

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(request.META.get("REMOTE_ADDR", "") or "127.0.0.1")  # a Unix socket has no address


def _to_configured_host(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return value
    parts, base = urlsplit(value), urlsplit(settings.PORTAL_BASE_URL)
    return urlunsplit((base.scheme, base.netloc, parts.path, parts.query, parts.fragment))
