"""The frame of a rule as a form: what it says, what follows, where it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.forms import CleanTextField
from portal.common.translated import LOCALES
from programs.admin.rules.leaf_form import ExpectedForm
from programs.eligibility.limits import LOOKUPS, RULE_KEY
from programs.sources import Source

_LANGUAGES = {
    "en": gettext_lazy("Statement in English"),
    "fr": gettext_lazy("Statement in French"),
    "nl": gettext_lazy("Statement in Dutch"),
    "ja": gettext_lazy("Statement in Japanese"),
}
ON_FALSE = [("reject", gettext_lazy("not eligible")), ("refer", gettext_lazy("a person decides"))]
ON_UNKNOWN = [("pending", gettext_lazy("the applicant can still answer")), ("refer", gettext_lazy("a person decides"))]
CONFIDENCE = [
    ("high", gettext_lazy("high: read on an official page")),
    ("medium", gettext_lazy("medium: quoted by others")),
    ("low", gettext_lazy("low: not confirmed; such a rule always refers")),
]


class RuleFrameForm(ExpectedForm):
    """Everything of a rule but its condition; `frame()` is what the service takes."""

    requirement = CleanTextField(
        label=gettext_lazy("Requirement"),
        max_length=20,
        help_text=gettext_lazy("Its number or name where it is published, such as 4."),
    )
    on_false = forms.ChoiceField(label=gettext_lazy("Who does not meet it"), choices=ON_FALSE)
    on_unknown = forms.ChoiceField(label=gettext_lazy("While it is not known"), choices=ON_UNKNOWN)
    sources = forms.MultipleChoiceField(
        label=gettext_lazy("Where it is written"),
        widget=forms.SelectMultiple({"size": 8}),
        help_text=gettext_lazy("Hold Ctrl or Cmd to choose several."),
    )
    confidence = forms.ChoiceField(label=gettext_lazy("How sure this is"), choices=CONFIDENCE)
    note = CleanTextField(
        label=gettext_lazy("Quote or reading"),
        max_length=1000,
        multiline=True,
        required=False,
        help_text=gettext_lazy("What the source says, and how it is read where it leaves room."),
    )

    def __init__(self, *args: Any, known: Mapping[str, Source], rule: Mapping[str, Any] | None = None, **kwargs: Any):
        kwargs["initial"] = {**_initial(rule or {}), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        choices = [(key, f"{source.title} ({key})") for key, source in known.items()]
        named = set((rule or {}).get("sources", ()))
        choices.sort(key=lambda each: (each[0] not in named, each[1].casefold()))
        self.fields["sources"].choices = choices  # type: ignore[attr-defined]
        statements = {
            f"text_{code}": CleanTextField(label=_LANGUAGES[code], max_length=300, required=code == "en")
            for code in LOCALES
        }
        self.fields = {**statements, **self.fields}

    def frame(self) -> dict[str, Any]:
        """Return the fields of a rule as they were entered."""
        cleaned = self.cleaned_data
        texts = {code: cleaned.get(f"text_{code}", "") for code in LOCALES}
        frame = {
            "requirement": cleaned["requirement"],
            "text": {code: text for code, text in texts.items() if text},
            **{word: cleaned[word] for word in ("on_false", "on_unknown", "sources", "confidence")},
        }
        return {**frame, "note": cleaned["note"]}


class RuleKeyForm(forms.Form):
    """The key of a new rule."""

    key = CleanTextField(
        label=gettext_lazy("Key"),
        max_length=60,
        help_text=gettext_lazy("Capitals, digits and hyphens, such as MIRAI-AGE-3. It stays for good."),
    )

    def clean_key(self) -> str:
        """Refuse what a database would take for a word of its own."""
        key = str(self.cleaned_data["key"])
        if not RULE_KEY.fullmatch(key) or key.lower() in LOOKUPS:
            raise forms.ValidationError(
                _("“%(key)s” is no key of a rule. Write capitals, digits and a hyphen, such as MIRAI-AGE-3."),
                params={"key": key},
                code="key",
            )
        return key


def _initial(rule: Mapping[str, Any]) -> dict[str, Any]:
    texts = {f"text_{code}": text for code, text in rule.get("text", {}).items()}
    rest = ("requirement", "on_false", "on_unknown", "sources", "confidence", "note")
    return {**texts, **{word: rule[word] for word in rest if word in rule}}
