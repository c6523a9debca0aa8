"""The form pack: what a control is called, what explains it and what is wrong with it are tied to it in the page."""

import re
from html.parser import HTMLParser

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template

from portal.common.forms import CleanTextField
from portal.common.templatetags.look import error_links, first_control
from tests.look.gallery import StudiesForm, wrong_form


class Elements(HTMLParser):
    """The elements of a page with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def with_id(self, id_: str) -> tuple[str, dict[str, str | None]]:
        (match,) = [element for element in self.found if element[1].get("id") == id_]
        return match

    def values(self, name: str) -> list[str]:
        return [str(attrs[name]) for _, attrs in self.found if name in attrs]


@pytest.fixture
def empty() -> Elements:
    return Elements(render_crispy_form(StudiesForm()))


@pytest.fixture
def wrong() -> Elements:
    return Elements(render_crispy_form(wrong_form()))


@pytest.mark.parametrize("which", ["empty", "wrong"])
def test_ids_are_unique_and_whatever_points_to_one_finds_it(which: str, request: pytest.FixtureRequest) -> None:
    page: Elements = request.getfixturevalue(which)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    pointed_at = [target for value in page.values("aria-describedby") for target in value.split()] + page.values("for")
    assert pointed_at
    assert set(pointed_at) <= set(ids)


def test_a_hint_and_an_error_are_read_out_with_their_control(wrong: Elements) -> None:
    tag, name = wrong.with_id("id_full_name")
    assert tag == "input"
    assert name["aria-describedby"] == "id_full_name_helptext id_full_name_error"
    assert name["aria-invalid"] == "true"
    _, file = wrong.with_id("id_certificate")
    assert file["aria-describedby"] == "id_certificate_helptext id_certificate_error"


def test_a_control_without_an_error_is_not_marked(empty: Elements) -> None:
    assert empty.values("aria-invalid") == []


@pytest.mark.parametrize("name", ["birth_date", "degree", "languages"])
def test_a_group_of_controls_is_a_fieldset_with_a_legend(wrong: Elements, name: str) -> None:
    tag, group = wrong.with_id(f"div_id_{name}")
    assert tag == "fieldset"
    assert f"id_{name}_error" in str(group["aria-describedby"])
    after = wrong.found[[attrs.get("id") for _, attrs in wrong.found].index(f"div_id_{name}") + 1]
    assert after[0] == "legend"


def test_the_browser_leaves_checking_to_the_server_so_that_all_errors_come_at_once(empty: Elements) -> None:
    _, form = next(element for element in empty.found if element[0] == "form")
    assert "novalidate" in form
    assert form["enctype"] == "multipart/form-data"
    assert form["method"] == "post"
    assert form["action"] == "/send/"


def test_limits_of_an_upload_are_said_before_the_control() -> None:
    html = render_crispy_form(StudiesForm())
    assert html.index("at most 10 MB") < html.index('type="file"')


def test_what_may_stay_blank_says_so_unless_the_form_leaves_all_open() -> None:
    html = render_crispy_form(StudiesForm())
    assert html.count("(optional)") == 1
    form = StudiesForm()
    form.mark_optional = False  # type: ignore[attr-defined]
    assert "(optional)" not in render_crispy_form(form)


def test_texts_of_staff_and_applicants_are_never_taken_as_markup() -> None:
    class Hostile(forms.Form):
        q = CleanTextField(label="<b>label</b>", help_text="<script>hint</script>")
        pick = forms.ChoiceField(label="<i>x</i>", choices=[("<u>", "<u>option</u>")], widget=forms.RadioSelect)

    form = Hostile({"q": '"><script>typed</script>', "pick": "<s>"})
    assert not form.is_valid()
    page = render_crispy_form(form) + Template('{% include "components/error_summary.html" %}').render(
        Context({"form": form})
    )
    assert not re.search(r"<(script|b|i|u|s)[ >]", page)


def test_placeholders_are_left_out_because_the_label_says_it() -> None:
    class Form(forms.Form):
        email = forms.EmailField(label="Email", widget=forms.EmailInput(attrs={"placeholder": "Email address"}))

    assert "placeholder" not in Template("{% load crispy_forms_filters %}{{ form|crispy }}").render(
        Context({"form": Form()})
    )


def test_hidden_fields_are_drawn_bare_and_their_errors_lead_nowhere() -> None:
    class Form(forms.Form):
        version = forms.IntegerField(widget=forms.HiddenInput)

    form = Form({"version": "x"})
    assert "<label" not in render_crispy_form(form)
    (link,) = error_links(form)
    assert link.target == ""


def test_a_formset_carries_its_management_form_and_names_its_errors() -> None:
    class Stay(forms.Form):
        place = CleanTextField(label="Place")

    stays = forms.formset_factory(Stay, extra=1)
    assert 'name="form-TOTAL_FORMS"' in render_crispy_form(stays())
    tampered = stays({"form-TOTAL_FORMS": "many", "form-INITIAL_FORMS": "0"})
    assert not tampered.is_valid()
    assert "ManagementForm data is missing" in error_links(tampered)[0].message
    missing = stays({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-place": "\x00"})
    assert not missing.is_valid()
    assert error_links(missing)[0].target == "id_form-0-place"


def test_errors_come_in_the_order_of_the_page_with_the_label_of_their_field() -> None:
    links = error_links(wrong_form(), "", None)
    assert [link.label for link in links][:3] == ["Full name", "Email address", "Date of birth"]
    assert [link.target for link in links if link.label.startswith("Degree")] == ["id_degree_0"]
    assert first_control(wrong_form()["languages"]) == "id_languages_0"


def test_a_filter_form_by_get_needs_no_token() -> None:
    class Search(forms.Form):
        q = CleanTextField(label="Search", required=False)

    form = Search()
    from crispy_forms.helper import FormHelper
    from crispy_forms.layout import Submit

    form.helper = FormHelper()  # type: ignore[attr-defined]
    form.helper.form_method = "get"  # type: ignore[attr-defined]
    form.helper.add_input(Submit("", "Search"))  # type: ignore[attr-defined]
    html = render_crispy_form(form, context={"csrf_token": "secret"})
    assert 'method="get"' in html
    assert "secret" not in html
    assert re.search(r'<button type="submit" class="button[^"]*" id="[^"]*" >Search</button>', html)
