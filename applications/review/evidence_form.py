"""The form on which an officer says of each fact whether it was seen as declared: one small form per fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.models import FactCheck, FactVerdict
from applications.review.forms import VersionForm
from applications.review.services.fact_checks import NOTE_LIMIT, Sighting
from portal.common.forms import CleanTextField, DatePartsField
from portal.common.translated import Translated, pick
from programs.definitions import Definition
from programs.definitions.definition import DOCUMENTS
from programs.eligibility import Fact, FactType
from programs.eligibility.canonical import decimal_text
from programs.eligibility.values import LARGEST
from programs.forms.fields import CodeField, CodesField, NumberField, YesNoField
from programs.forms.group_form import answer_field
from programs.models import Call

_MARK = _("Say whether it was seen as declared or otherwise; without that nothing of this line is kept.")


class SeenForm(VersionForm):
    """Which snapshot and which newest check the page showed."""

    snapshot = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class FactForm(forms.Form):
    """What was seen of one fact. `value` is a field of the fact's own type."""

    use_required_attribute = False
    mark_optional = False

    verdict = forms.ChoiceField(
        label=_("What you saw"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the answers shown.")},
    )
    document = forms.ChoiceField(
        label=_("On which document"),
        required=False,
        error_messages={"invalid_choice": _("Choose a document from the list.")},
    )
    note = CleanTextField(
        label=_("Note"),
        help_text=_("Only staff read it. Without a document, write down what it rests on."),
        max_length=NOTE_LIMIT,
        required=False,
    )

    def __init__(self, *args: Any, fact: str, declared: bool, documents: Iterable[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fact = fact
        choices = [("", FactVerdict.TAKEN_BACK.label), *FactVerdict.choices[:2]]
        verdict, document = self.fields["verdict"], self.fields["document"]
        assert isinstance(verdict, forms.ChoiceField)
        assert isinstance(document, forms.ChoiceField)
        verdict.choices = [choice for choice in choices if declared or choice[0] != FactVerdict.CONFIRMED]
        document.choices = [("", _("None of them")), *documents]

    def clean(self) -> dict[str, Any]:
        """Refuse half a sighting, beside what is missing."""
        cleaned = super().clean() or self.cleaned_data
        verdict = cleaned.get("verdict")
        nothing = "value" not in self.errors and cleaned.get("value") in (None, "", [])
        if verdict == FactVerdict.DIFFERS and nothing and self.fact != DOCUMENTS:
            self.add_error("value", str(_("Say what you saw instead.")))
        if verdict and not self.errors and not cleaned.get("document") and not cleaned.get("note"):
            self.add_error("document", str(_("Choose the document, or write in the note what it rests on.")))
        if verdict == "" and any(self._typed(name) for name in ("value", "document", "note")):
            self.add_error("verdict", str(_MARK))
        return cleaned

    def _typed(self, name: str) -> bool:
        """Whether something was written here that was not stored."""
        value = self.cleaned_data.get(name)
        return value not in (None, "", []) and name in self.changed_data

    def sighting(self) -> Sighting:
        """Return what the service takes, once the form is valid."""
        data = self.cleaned_data
        verdict = data["verdict"] or FactVerdict.TAKEN_BACK.value
        if verdict == FactVerdict.TAKEN_BACK:
            return Sighting(self.fact, verdict)
        value = _as_json(self.fact, data["value"]) if verdict == FactVerdict.DIFFERS else None
        return Sighting(self.fact, verdict, value, int(data["document"]) if data["document"] else None, data["note"])


def fact_forms(
    definition: Definition,
    facts: Iterable[Fact],
    *,
    call: Call,
    declared: Iterable[str],
    checks: Mapping[str, FactCheck],
    documents: Iterable[tuple[int, str]],
    data: Any = None,
) -> list[FactForm]:
    """Return a form for each fact, filled with what is stored or with what was sent."""
    choices, there = [(str(key), title) for key, title in documents], set(declared)
    made = []
    for fact in facts:
        kind: type[FactForm] = type("OneFactForm", (FactForm,), {"value": _value_field(definition, fact, call)})
        prefix = f"fact-{fact.key}"
        made.append(
            kind(
                data,
                prefix=prefix,
                auto_id=f"id_{prefix}_%s",
                initial=_stored(checks.get(fact.key)),
                fact=fact.key,
                declared=fact.key in there,
                documents=choices,
            )
        )
    return made


def _stored(check: FactCheck | None) -> dict[str, Any]:
    if check is None:
        return {"verdict": ""}
    seen = getattr(check, "seen", None)
    value = getattr(seen, "value", None)
    return {
        "verdict": check.verdict,
        "value": value["codes"] if isinstance(value, dict) else value,
        "document": str(getattr(seen, "document_id", None) or ""),
        "note": getattr(seen, "note", ""),
    }


def _value_field(definition: Definition, fact: Fact, call: Call) -> forms.Field:
    """The question's own field without its bounds: what a document says may be what the form would not have taken."""
    question = definition.question_of_fact(fact.key)
    label = Translated({"en": str(_("What you saw instead"))})
    if question is not None:
        bare = replace(
            question, label=label, hint=Translated(), required=False, earliest=None, latest=None, person=None
        )
        field = answer_field(bare, call=call)
        if field is not None:
            return field
    shown: dict[str, Any] = {"label": _("What you saw instead"), "required": False}
    if fact.key == DOCUMENTS:
        shown["help_text"] = _("Tick what is there and is what it should be; leave out what is not.")
        return CodesField(choices=[(slot.key, pick(slot.title)) for slot in definition.documents], **shown)
    return _field_of_type(fact, shown)


def _field_of_type(fact: Fact, shown: dict[str, Any]) -> forms.Field:
    """A field for a fact that no question asks."""
    codes = [(code, fact.codes.label(code, get_language() or "en")) for code in fact.codes.labels] if fact.codes else []
    match fact.type:
        case FactType.DATE:
            return DatePartsField(**shown)
        case FactType.INT | FactType.DECIMAL:
            low = -LARGEST if fact.minimum is None else fact.minimum
            high = LARGEST if fact.maximum is None else fact.maximum
            return NumberField(minimum=low, maximum=high, places=4 if fact.type is FactType.DECIMAL else 0, **shown)
        case FactType.BOOL | FactType.DECLARATION:
            return YesNoField(**shown)
        case FactType.SET:
            return CodesField(choices=codes, **shown)
    return CodeField(choices=[("", _("Choose an answer")), *codes], **shown)


def _as_json(fact: str, value: Any) -> Any:
    """A cleaned value as `Vocabulary.canonical` reads it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return decimal_text(value)
    if fact == DOCUMENTS:
        return {"codes": list(value or []), "complete": True}
    return value
