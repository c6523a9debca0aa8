"""An office's additions to the rules, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.common.translated import pick
from programs.models import Call
from programs.services.editions import edition_of


def additions_in_words(call: Call) -> str | SafeString:
    """Return a line for each rule added, replaced or left out: its statement, what follows, and the office's note."""
    if not call.additions:
        return _("None: the rules of the programme as they are.")
    _definition, rules = edition_of(call)
    statements = {rule["key"]: pick(rule["text"], get_language()) for rule in rules.content["rules"]}
    items = [(_item(entry, statements), entry.get("note", "")) for entry in call.additions]
    # Not a list element: the admin's own style sheet moves those out of the column.
    return format_html_join("", "<div>{}</div>", ((_with_note(words, note),) for words, note in items))


def _item(entry: Mapping[str, Any], statements: Mapping[str, str]) -> str:
    if "disable" in entry:
        key = entry["disable"]
        return _("Left out: %(key)s “%(text)s”.") % {"key": key, "text": statements.get(key, "–")}
    word = "add" if "add" in entry else "replace"
    rule = entry[word]
    said = {
        "key": rule["key"],
        "text": pick(rule["text"], get_language()),
        "before": statements.get(rule["key"], "–"),
        "follows": _("who fails is out") if rule["on_false"] == "reject" else _("a person decides about who fails"),
    }
    if word == "add":
        return _("Added: %(key)s “%(text)s”; %(follows)s.") % said
    return _("Replaced: %(key)s “%(before)s” is now “%(text)s”; %(follows)s.") % said


def _with_note(words: str, note: str) -> str | SafeString:
    return format_html("{}<br>{}", words, _("Note: %(note)s") % {"note": note}) if note else words
