"""Every component on one page with believable values, for checks in a browser. No part of the product."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Fieldset, Layout, Row, Submit
from django import forms
from django.contrib.messages import constants as levels
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from portal.common.forms import CleanTextField, DatePartsField

PAGE = Path(__file__).with_name("gallery.html")


class StudiesForm(forms.Form):
    full_name = CleanTextField(label="Full name", help_text="As in your passport.")
    native_name = CleanTextField(label="Name in your own script", required=False)
    email = forms.EmailField(label="Email address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    birth_date = DatePartsField(label="Date of birth", autocomplete="bday")
    passport_expiry = DatePartsField(label="Passport valid until", example=date(2031, 1, 19))
    degree = forms.ChoiceField(
        label="Degree you are working towards",
        choices=[("bachelor", "Bachelor's"), ("master", "Master's"), ("doctor", "Doctorate")],
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label="Languages you can work in",
        choices=[("en", "English"), ("ja", "Japanese"), ("fr", "French")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose all that are true.",
    )
    country = forms.ChoiceField(
        label="Country of residence", choices=[("", ""), ("be", "Belgium"), ("lu", "Luxembourg")]
    )
    motivation = CleanTextField(label="Why this theme?", multiline=True, max_length=2000)
    certificate = forms.FileField(label="Certificate of enrolment", help_text="PDF, JPEG or PNG, at most 10 MB.")
    truthful = forms.BooleanField(label="What I have written is true", help_text="You may be asked for proof.")

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_action = "/send/"
        helper.layout = Layout(
            Fieldset("You", Row("full_name", "native_name"), "email", "birth_date", "passport_expiry"),
            Fieldset("Your studies", "degree", "languages", "country", "motivation", "certificate", "truthful"),
            ButtonHolder(
                Submit("save", "Save and continue"),
                Submit("later", "Save and come back later", css_class="button-secondary"),
            ),
        )
        return helper


def wrong_form() -> StudiesForm:
    """A form in which something is wrong in every field."""
    form = StudiesForm(
        {
            "full_name": "Jo\x00hn",
            "email": "nobody",
            "birth_date_day": "31",
            "birth_date_month": "2",
            "birth_date_year": "1998",
            "passport_expiry_year": "31",
            "country": "xx",
            "motivation": "a" * 2001,
        }
    )
    form.is_valid()
    return form


def page(form: forms.Form, messages: Sequence[Message] = ()) -> str:
    """The gallery with `form`, as a whole page."""
    request = RequestFactory().get("/programs/mirai/", {"page": 2, "status": "eligible"})
    context: dict[str, Any] = {
        "form": form,
        "messages": messages,
        "crumbs": [{"href": "/programs/", "label": "Programmes"}, {"href": "/programs/mirai/", "label": "MIRAI"}],
        "zone": "Europe/Brussels",
        "deadline": datetime(2026, 12, 11, 22, 59, tzinfo=UTC),
        "tasks": [
            {
                "title": "About you",
                "href": "/1/",
                "status": "done",
                "status_text": "Complete",
                "hint": "8 of 8 answered",
            },
            {"title": "Your studies", "href": "/2/", "status": "progress", "status_text": "Begun"},
            {"title": "Documents", "href": "/3/", "status": "todo", "status_text": "Not begun"},
            {"title": "Passport copy", "href": "/4/", "status": "stop", "status_text": "Refused: encrypted"},
            {"title": "Letter", "href": "/5/", "status": "wait", "status_text": "With your referee"},
            {"title": "Submit", "status": "warn", "status_text": "Cannot be begun yet"},
        ],
        "answers": [
            {"key": "Full name", "value": "Nguyễn Thị Ánh Tuyết", "change_href": "/1/#id_full_name"},
            {"key": "Name in your own script", "value": "山田 太郎", "lang": "ja", "change_href": "/1/"},
            {"key": "Address", "value": "Rue de la Loi 1\n1000 Brussels", "change_href": "/1/"},
            {"key": "Languages", "value": ["English", "French"], "change_href": "/1/"},
            {"key": "Phone", "value": "", "change_href": "/1/"},
        ],
        "steps": [
            {"state": "done", "title": "Received", "when": datetime(2026, 12, 1, 9, 5, tzinfo=UTC), "who": "you"},
            {
                "state": "current",
                "title": "Being checked",
                "who": "Embassy of Japan in Belgium",
                "text": "By 18 December.",
            },
            {"state": "stopped", "title": "Second check"},
            {"state": "upcoming", "title": "Decision", "when_text": "in January 2027"},
        ],
        "verdicts": [
            {
                "verdict": "pass",
                "sentence": "You are a citizen of Belgium.",
                "requirement": "1",
                "value": "Belgium",
                "wanted": "Belgium",
                "sources": [{"title": "Embassy's page on MIRAI 2026", "url": "https://www.be.emb-japan.go.jp/"}],
            },
            {
                "verdict": "fail",
                "sentence": "You were born too early for this round.",
                "value": "27 March 1979",
                "wanted": "2 April 1990 or later",
            },
            {
                "verdict": "unknown",
                "sentence": "You have not told us when your passport ends.",
                "sources": [{"title": "Call of 2026"}],
            },
        ],
        "columns": [
            {"label": "Theme"},
            {"label": "Places", "numeric": True},
            {"label": "Applications", "numeric": True},
        ],
        "rows": [["Business and economy", 4, 31], ["Science and technology", 3, "1,204"]],
        "page": Paginator(range(60), 20).page(2),
    }
    return str(engines["django"].from_string(PAGE.read_text()).render(context, request))


def some_messages() -> list[Message]:
    """A status message of each level."""
    return [
        Message(levels.SUCCESS, "Saved 14:02."),
        Message(levels.ERROR, "The file could not be read."),
        Message(levels.WARNING, "Your session ends in five minutes."),
        Message(levels.INFO, "The call has been extended."),
    ]
