"""The admin site: open to people with a posting today who used their second factor in this session."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.factors import has_factor
from portal.offices.models import Posting
from portal.offices.queries import is_posted
from portal.staffsite.second_factor import used_second_factor

OUR_PACKAGES = frozenset({"portal", "programs", "applications", "alumni"})
View = Callable[..., HttpResponse]


class StaffSite(AdminSite):
    """Our AdminSite. Who may do what with a row is asked of postings, never of Django's permission table."""

    site_title = gettext_lazy("Staff site")
    site_header = gettext_lazy("Exchange programmes · staff")
    index_title = gettext_lazy("Your work")
    index_template = "admin/work.html"
    site_url = "/"
    enable_nav_sidebar = False  # lists and dossiers take the width; the home page names the parts

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take scoped admins only. Those that libraries bring along are left out; one of ours is an error.

        Raises ImproperlyConfigured for an admin of this project that is not a ScopedModelAdmin.
        """
        if getattr(admin_class, "is_scoped", False):
            super().register(model_or_iterable, admin_class, **options)
        elif admin_class is None or admin_class.__module__.split(".")[0] in OUR_PACKAGES:
            raise ImproperlyConfigured(
                f"{admin_class} over {model_or_iterable} is not scoped. Derive it from "
                "portal.staffsite.admin.ScopedModelAdmin, so that no office sees another's rows."
            )

    def has_permission(self, request: HttpRequest) -> bool:
        """Say whether the staff pages are open to this request."""
        return bool(request.user.is_active and is_posted(request.user) and used_second_factor(request))

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        """Send people without the right to what is missing, from every staff page alike."""
        stock = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.has_permission(request) or request.path == reverse("admin:logout"):
                return stock(request, *args, **kwargs)
            return self.entrance(request, request.get_full_path())

        return update_wrapper(guarded, stock)

    def entrance(self, request: HttpRequest, here: str) -> HttpResponse:
        """Lead to what is missing: sign in, set up a second factor, or use it. Raises PermissionDenied in words."""
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': here})}")
        # The middleware takes the postings of a session without second factor: ask the table itself.
        if not request.user.is_active or not Posting.objects.filter(user=request.user.pk).current().exists():
            raise PermissionDenied(
                _(
                    "Your account has no posting at an office today, so the staff pages are closed to it. "
                    "If you work at one, ask your operator to open your posting."
                )
            )
        if not has_factor(request.user):
            return redirect("second_factor_set_up")
        if not used_second_factor(request):
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': here})}")
        return redirect("admin:index")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The admin has no sign-in form of its own."""
        if self.has_permission(request):
            return redirect("admin:index")
        return self.entrance(request, reverse("admin:index"))

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Passwords are changed where everybody changes them."""
        return redirect("account_change_password")

    def get_urls(self) -> list[Any]:
        """The stock addresses without `r/`, which would look up any row of any table by its key."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Home names every list; a page per app would only repeat a part of it."""
        return redirect("admin:index")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Home: what waits for the reader, then the parts open to them."""
        waiting = [
            item
            for model_admin in self._registry.values()
            if hasattr(model_admin, "waiting") and model_admin.has_view_permission(request)
            for item in model_admin.waiting(request)
        ]
        return super().index(request, {"waiting": waiting, **(extra_context or {})})
