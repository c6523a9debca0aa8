"""Whether a language is whole: what the check of the sources against the languages' files finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.common.catalogues import compile_stale, is_stale, sources
from portal.dev import translations
from portal.dev.paths import CHECKOUT

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Send")
ngettext("%(n)d day", "%(n)d days", 3)
pgettext("of a door", "Open")
"""
TEMPLATE = """
{% load i18n %}<p title="it's">
      {% blocktranslate with who=name trimmed %}
        Read by <strong>{{ who }}</strong>
      {% endblocktranslate %}</p>
   {% translate "Send" %}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "portal").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "portal" / "mails.py").write_text(PYTHON)
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


def say(root: Path, language: str, **said: object) -> None:
    """Write a language's file with these words."""
    words = {
        ("Send", None): "Envoyer",
        (("%(n)d day", "%(n)d days"), None): ("%(n)d jour",) if language == "ja" else ("%(n)d jour", "%(n)d jours"),
        ("Open", "of a door"): "Ouvrir",
        ("Read by <strong>%(who)s</strong>", None): "Lu par <strong>%(who)s</strong>",
    }
    catalogue = translations.update(root, language)
    for (identity, context), string in words.items():
        shown = identity if isinstance(identity, str) else identity[0]
        catalogue.get(identity, context).string = said.get(shown, string)  # type: ignore[union-attr]
    translations.po_of(root, language).write_bytes(translations.written(catalogue))


@pytest.fixture
def whole(root: Path) -> Path:
    for language in translations.LANGUAGES:
        say(root, language)
    return root


def test_the_languages_are_those_of_the_settings() -> None:
    assert {"en", *translations.LANGUAGES} == dict(settings.LANGUAGES).keys()


def test_every_string_of_the_product_is_said_in_every_language() -> None:
    assert translations.missing(CHECKOUT) == []


def test_messages_of_code_and_templates_are_found(root: Path) -> None:
    found = {message.id for message in translations.found(root) if message.id}
    assert found == {"Send", ("%(n)d day", "%(n)d days"), "Open", "Read by <strong>%(who)s</strong>"}


def test_a_language_that_says_everything_lacks_nothing(whole: Path) -> None:
    assert translations.missing(whole) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"Send": ""}, "'Send' (portal/mails.py) has no translation"),
        ({"Open": ""}, "'Open' (portal/mails.py) has no translation"),
        ({"%(n)d day": ("%(n)d jour", "")}, "'%(n)d day' (portal/mails.py) has no translation"),
        ({"%(n)d day": ("%(m)d jour", "%(n)d jours")}, "has other places or tags in '%(m)d jour'"),
        ({"Read by <strong>%(who)s</strong>": "Lu par %(who)s"}, "has other places or tags in 'Lu par %(who)s'"),
        ({"Read by <strong>%(who)s</strong>": "Lu par <strong>%(qui)s</strong>"}, "has other places or tags"),
    ],
)
def test_what_a_language_lacks_is_named_with_its_place(whole: Path, wrong: dict[str, object], told: str) -> None:
    say(whole, "fr", **wrong)
    (problem,) = translations.missing(whole)
    assert problem.startswith("fr: ")
    assert told in problem


def test_a_message_that_is_new_is_missing_in_every_language(whole: Path) -> None:
    (whole / "portal" / "new.py").write_text("_('Not yet said')")
    assert [problem[:2] for problem in translations.missing(whole)] == list(translations.LANGUAGES)


def test_an_update_keeps_what_was_said_and_leaves_out_what_is_gone(whole: Path) -> None:
    (whole / "portal" / "mails.py").write_text("_('Send')")
    translations.update(whole, "fr")
    assert [message.string for message in translations.known(whole, "fr") if message.id] == [
        "Envoyer",
        "Lu par <strong>%(who)s</strong>",
    ]


def test_what_was_found_once_serves_every_language(whole: Path) -> None:
    (whole / "portal" / "mails.py").write_text("_('Send')")
    wanted = translations.found(whole)
    for language in translations.LANGUAGES:
        translations.update(whole, language, wanted)
    assert not any(message.string for message in wanted if message.id)
    assert translations.missing(whole, wanted) == []
    assert translations.known(whole, "ja").get("Send").string == "Envoyer"  # type: ignore[union-attr]


def test_an_update_twice_changes_nothing(whole: Path) -> None:
    translations.update(whole, "fr")
    before = translations.po_of(whole, "fr").read_bytes()
    translations.update(whole, "fr")
    assert translations.po_of(whole, "fr").read_bytes() == before


def test_what_is_out_of_date_is_compiled_and_nothing_else(whole: Path) -> None:
    source = translations.po_of(whole, "fr")
    assert compile_stale([whole / "locale"]) == []
    compiled = source.with_suffix(".mo")
    assert not any(is_stale(each) for each in sources([whole / "locale"]))
    with compiled.open("rb") as file:
        assert read_mo(file).get("Send").string == "Envoyer"
    first = compiled.stat().st_ino
    compile_stale([whole / "locale"])
    assert compiled.stat().st_ino == first
    say(whole, "fr", Send="Expédier")
    assert is_stale(source)
    compile_stale([whole / "locale"])
    with compiled.open("rb") as file:
        assert read_mo(file).get("Send").string == "Expédier"
    assert not list(source.parent.glob("*.part"))


def test_a_file_that_cannot_be_read_is_named(whole: Path) -> None:
    source = translations.po_of(whole, "fr")
    source.write_text("This is a letter to the translators.\n")
    with pytest.raises(ImproperlyConfigured, match=re.escape(str(source))):
        compile_stale([whole / "locale"])
