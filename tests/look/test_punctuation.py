"""Lists, colons and full stops between parts of a page, as each language writes them."""

from __future__ import annotations

import html

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.translation import override


class Question(forms.Form):
    name = forms.CharField(label="Nom")
    asked = forms.CharField(label="Pourquoi\u00a0?")


@pytest.mark.parametrize(
    ("language", "listed"),
    [
        ("en", "Gent, &lt;Oostende&gt;"),
        ("fr", "Gent, &lt;Oostende&gt;"),
        ("nl", "Gent, &lt;Oostende&gt;"),
        ("ja", "Gent、&lt;Oostende&gt;"),
    ],
)
def test_a_list_and_two_names_are_joined_as_the_language_does(language: str, listed: str) -> None:
    page = Template("{% load look %}{{ towns|listed }} | {{ first|listed:second }} | {{ first|listed:nothing }}")
    towns = {"towns": ["Gent", "<Oostende>"], "first": "Gent", "second": "<Oostende>", "nothing": ""}
    with override(language):
        assert page.render(Context(towns)) == f"{listed} | {listed} | Gent"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Nom: This field is required."),
        ("fr", "Nom\u00a0: Ce champ est obligatoire."),
        ("nl", "Nom: Dit veld is verplicht."),
        ("ja", "Nom：このフィールドは必須です。"),
    ],
)
def test_the_list_of_errors_has_the_languages_colon_and_none_after_a_question(language: str, said: str) -> None:
    with override(language):
        shown = html.unescape(render_to_string("components/error_summary.html", {"form": Question({})}))
        assert f'<a href="#id_name">{said}</a>' in shown
        message = said.removeprefix("Nom").lstrip(":： \u00a0")
        assert f'<a href="#id_asked">Pourquoi\u00a0? {message}</a>' in shown


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "<strong>Test.</strong> An interview"),
        ("fr", "<strong>Test.</strong> An interview"),
        ("nl", "<strong>Test.</strong> An interview"),
        ("ja", "<strong>Test。</strong>An interview"),
    ],
)
def test_the_title_of_a_stage_ends_as_a_sentence_does(language: str, said: str) -> None:
    with override(language):
        shown = render_to_string("programs/_stages.html", {"stages": [{"title": "Test", "text": "An interview"}]})
    assert f"<li>{said}</li>" in shown
