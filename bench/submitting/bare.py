"""The limit of `./dev bench submit`: a site of one form, whose view does one INSERT and commits it.

Django as `startproject` sets it up, for somebody who is signed in: session, user, the check against forged requests. On
the same server and database as the portal beside it, with tables of its own.
"""

from __future__ import annotations

import os

import django
import environ
from django.conf import settings

if not settings.configured:
    known = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    settings.configure(
        SECRET_KEY="of a bench that runs on this machine alone",
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={
            "default": {
                **known,
                "CONN_MAX_AGE": 60,
                "OPTIONS": {**known.get("OPTIONS", {}), "options": "-c search_path=bench"},
            }
        },
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "bench.submitting",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        DEBUG_PROPAGATE_EXCEPTIONS=True,
    )
    django.setup()

from django import forms
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.submitting.models import Entry


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]  # no stubs at run time
    """One line, and the declaration that the portal's last page asks for."""

    declaration = forms.BooleanField()

    class Meta:
        model = Entry
        fields = ("words",)


def enter(request: HttpRequest) -> HttpResponse:
    """Check who sends it and the form, keep the line, lead on."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    form = EntryForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_json(), status=422)
    form.save()
    return HttpResponse(status=302, headers={"Location": "/"})


def prepare() -> str:
    """Make the tables and somebody who is signed in; the key of the session."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA bench")
    call_command("migrate", run_syncdb=True, verbosity=0)
    browser = Client()
    browser.force_login(User.objects.create_user("bench"))
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


urlpatterns = [path("enter/", enter)]
application = get_wsgi_application()

if __name__ == "__main__":
    print(prepare())
