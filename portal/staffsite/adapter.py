"""allauth's mails go through the outbox, with links made from configuration, never from the request."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.accounts.client_address import client_address
from portal.accounts.factors import has_factor
from portal.accounts.known_devices import known_as
from portal.accounts.models import User
from portal.audit.services import record
from portal.common.reader_language import reader_language, remember
from portal.outbox.services import Mail, queue_mail

MAX_EMAIL = 254
STOPPED_FOR = 300  # seconds


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How allauth speaks to people."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Too many attempts failed, so the next one has to wait for five minutes. If it was not you, choose a new "
            "password by mail (“Forgot your password?”): with it you can sign in at once in the same browser."
        ),
    }

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
                language=getattr(getattr(user, "person", None), "language", reader_language()),
                subject_key=f"user:{user.pk}" if user is not None else "",
            )
        )

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell somebody what was changed about their account, in their language."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Go on in the language that somebody chose elsewhere, in a browser where nothing was chosen yet.

        English is what everybody has who never chose: it takes nobody away from what their browser asks for.
        """
        response: HttpResponse = super().post_login(request, user, **kwargs)
        chosen = getattr(getattr(user, "person", None), "language", "")
        if chosen not in ("", settings.LANGUAGE_CODE) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            remember(response, chosen)
        return response

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
        """The reader's address: what our own proxies wrote down, else the connection's."""
        return client_address(request, proxies=settings.ALLAUTH_TRUSTED_PROXY_COUNT)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a sign-in before the password is looked at, and refuse it when there were too many.

        A browser that the account knows has a count of its own, by itself: neither others who try the account nor
        others behind the same address can use it up.
        """
        try:
            self._count(request, credentials)
        except ValidationError:
            _note_stopped(_login_of(credentials))
            raise

    def _count(self, request: HttpRequest, credentials: dict[str, Any]) -> None:
        if not known_as(request, _login_of(credentials)):
            super().pre_authenticate(request, **credentials)
            return
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed",
            config={"login_failed": settings.KNOWN_DEVICE_RATE},
            key=self._get_login_attempts_cache_key(request, **credentials),
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What failed sign-ins are counted under: the account, whatever the Host header says, and a known browser."""
        email = _login_of(credentials)
        return f"{email}|{known_as(request, email)}"

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How somebody proves again who they are: by the second factor where there is one, else by the password."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and has_factor(user):
            return [method for method in methods if method["id"] != "reauthenticate"]
        return methods

    def clean_email(self, email: str) -> str:
        """Refuse an address that is longer than one can be (RFC 5321), before the database does."""
        if len(email) > MAX_EMAIL:
            raise ValidationError(
                _("This address has %(length)d characters; an email address has at most %(limit)d. Check it."),
                params={"length": len(email), "limit": MAX_EMAIL},
                code="email_too_long",
            )
        return str(super().clean_email(email))


def _note_stopped(email: str) -> None:
    """Keep on record that sign-ins are stopped, once in five minutes for an address, whether it is known or not."""
    name = salted_hmac("portal.staffsite.stopped", email, algorithm="sha256").hexdigest()[:32]
    if cache.add(f"stopped:{name}", True, STOPPED_FOR):
        record("accounts.sign_in_stopped", user=User.objects.with_email(email).first())


def _login_of(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email", "")).lower()


def _to_configured_host(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return value
    parts, base = urlsplit(value), urlsplit(settings.PORTAL_BASE_URL)
    return urlunsplit((base.scheme, base.netloc, parts.path, parts.query, parts.fragment))
