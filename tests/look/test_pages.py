"""The frame of every page, and the pages shown when something goes wrong."""

import re
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest
from django.template import Context, Template, engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from portal.common import failures

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CHILD = (
    '{% extends "base.html" %}{% block title %}Your answers{% endblock %}{% block main %}<h1>Answers</h1>{% endblock %}'
)


class OneQuestion(forms.Form):
    name = forms.CharField()


@pytest.fixture
def request_() -> HttpRequest:
    request = RequestFactory().get("/accounts/email/")
    request.user = AnonymousUser()
    return request


def frame(**context: object) -> str:
    return str(engines["django"].from_string(CHILD).render(context, RequestFactory().get("/")))


def test_the_title_ends_with_the_service_and_begins_with_the_page() -> None:
    assert "<title>Your answers - Exchange programmes portal</title>" in frame()


def test_a_page_with_errors_says_so_in_the_title_and_at_the_top() -> None:
    html = frame(form=OneQuestion({}))
    assert "<title>Error: Your" in html
    assert html.index('class="error-summary"') < html.index("<h1>Answers")
    assert '<a href="#id_name">Name: This field is required.</a>' in html


def test_a_formset_counts_too() -> None:
    formset = forms.formset_factory(OneQuestion, extra=1)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
    wrong = formset({**data, "form-0-name": " "})
    wrong.forms[0].empty_permitted = False
    assert "<title>Error: Your" in frame(formset=wrong)
    assert "<title>Your" in frame(formset=formset({**data, "form-0-name": "x"}))


def test_there_is_one_main_one_skip_link_and_a_place_for_announcements() -> None:
    html = frame()
    assert html.count("<main") == 1
    assert 'href="#main"' in html
    assert 'role="status"' in html
    assert '<html lang="en" dir="ltr">' in html


def test_where_one_is_is_marked_in_the_navigation(request_: HttpRequest) -> None:
    link = Template(
        '{% load look %}{% nav_link "/accounts/" "Account" %}'
        '{% nav_link "/accounts/email/" "Email" %}{% nav_link "/" "Home" %}{% nav_link "/x/" "X" within="/accounts/" %}'
    )
    html = link.render(Context({"request": request_}))
    assert '<a href="/accounts/" aria-current="true">' in html
    assert '<a href="/accounts/email/" aria-current="page">' in html
    assert '<a href="/">' in html
    assert '<a href="/x/" aria-current="true">' in html


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_holds_what_the_content_security_policy_forbids(template: Path) -> None:
    source = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=[\"']|javascript:", source)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", source))


def test_every_script_and_style_is_ours_and_small() -> None:
    scripts = list((ROOT / "static").rglob("*.js"))
    assert sum(path.stat().st_size for path in scripts) < 30_000
    assert not any(re.search(r"https?://", path.read_text()) for path in scripts)
    assert not any(
        re.search(r"@import|url\(\s*[\"']?https?:", path.read_text()) for path in (ROOT / "static").rglob("*.css")
    )


def test_error_pages_say_what_happened_and_what_to_do(request_: HttpRequest) -> None:
    refused = failures.forbidden(request_, PermissionDenied("Only a coordinator may <freeze> this."))
    assert refused.status_code == 403
    assert "Only a coordinator may &lt;freeze&gt; this." in refused.content.decode()
    missing = failures.not_found(request_, Http404("no Application matches"))
    assert missing.status_code == 404
    assert "no Application matches" not in missing.content.decode()
    unread = failures.bad_request(request_, BadRequest("The address holds a character that is not text."))
    assert "The address holds a character that is not text." in unread.content.decode()
    old_form = failures.csrf_failure(request_)
    assert "reload the page" in old_form.content.decode()
    broken = failures.server_error(request_)
    assert broken.status_code == 500
    assert "first look at the list of your applications" in broken.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"])
def test_an_error_page_can_be_made_of_nothing(name: str) -> None:
    html = render_to_string(name)
    assert "<h1>" in html
    assert render_to_string(name, {"request_id": "c0ffee"}).count("c0ffee") == 1


def test_the_page_for_our_own_faults_asks_neither_database_nor_session() -> None:
    class Trap:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(f"the page asked the user for {name}")

    assert "recorded" in render_to_string("500.html", {"user": Trap(), "messages": Trap(), "request": Trap()})
