"""One condition as a form: which fields it has follows from its fact and operator; nobody types JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.rules.leaf_fields import Number, literal_field, named_field
from programs.authoring.templates import arguments, fitting
from programs.eligibility import CodeList, DefinitionError, Fact, RuleSet
from programs.eligibility.limits import MOST_MONTHS, MOST_YEARS
from programs.eligibility.parameters import ParameterType
from programs.eligibility.parsing import Context, parse_node
from programs.eligibility.reading import Place


class ExpectedForm(forms.Form):
    """A form that knows which content its reader saw."""

    expected = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class LeafForm(ExpectedForm):
    """The values beside a fact. `leaf()` is the condition, read strictly already."""

    mark_optional = False  # of each pair one is filled in

    def __init__(
        self,
        *args: Any,
        rules: RuleSet,
        fact: Fact,
        operator: str,
        lists: Mapping[str, CodeList],
        language: str,
        leaf: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.rules, self.fact, self.operator = rules, fact, operator
        given = leaf.get(operator, {}) if leaf else {}
        kwargs["initial"] = {**_initial(given), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for argument in arguments(operator):
            self.fields[argument] = literal_field(fact, argument, language)
            parameters = fitting(rules.parameters, fact, argument)
            named = named_field(argument, parameters, lists, language)
            if named is None:
                continue
            self.fields[f"{argument}_from"] = named
            if any(parameter.type is ParameterType.DATE for parameter in parameters):
                self._offer_to_move(argument)

    def _offer_to_move(self, argument: str) -> None:
        for word, most, label in (
            ("years", MOST_YEARS, gettext_lazy("… moved by years")),
            ("months", MOST_MONTHS, gettext_lazy("… moved by months")),
        ):
            self.fields[f"{argument}_{word}"] = Number(
                low=-most,
                high=most,
                label=label,
                required=False,
                help_text=gettext_lazy("Later, or earlier with a minus. Only for a day that the round or call says."),
            )

    def clean(self) -> dict[str, Any]:
        """Make the condition, and refuse what the rules' own reader refuses, beside its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        body: dict[str, Any] = {"fact": self.fact.key}
        for argument in arguments(self.operator):
            try:
                body[argument] = self._argument(argument, cleaned)
            except forms.ValidationError as error:
                self.add_error(argument, error)
        if self.errors:
            return cleaned
        self._leaf = {self.operator: body}
        try:
            parse_node(self._leaf, Place(""), Context(self.rules.vocabulary, self.rules.parameters))
        except DefinitionError as error:
            named = next((word for word in arguments(self.operator) if f".{word}" in error.path), None)
            offer = _(" Choices: %(choices)s.") % {"choices": ", ".join(error.choices)} if error.choices else ""
            self.add_error(named, _sentence(error.message) + offer)
        return cleaned

    def leaf(self) -> dict[str, Any]:
        """Return the condition of a valid form."""
        return self._leaf

    def _argument(self, argument: str, cleaned: Mapping[str, Any]) -> Any:
        written = cleaned.get(argument)
        source, _colon, name = str(cleaned.get(f"{argument}_from") or "").partition(":")
        if argument == "codes":
            return self._codes(written or [], source, name)
        empty = written is None or written == ""
        if not name:
            if empty:
                raise forms.ValidationError(_("Give a value, or name one that the round or call says."), code="missing")
            return written
        if not empty:
            raise forms.ValidationError(_("Give either a value or the name of one, not both."), code="both")
        moved = {word: cleaned.get(f"{argument}_{word}") for word in ("years", "months")}
        return {"param": name, **{word: by for word, by in moved.items() if by}}

    def _codes(self, written: list[str], source: str, name: str) -> Any:
        if not name:
            if not written:
                raise forms.ValidationError(_("An empty list means nothing here. Choose at least one."), code="empty")
            return written
        several = source == "list" or self.rules.parameters[name].type is ParameterType.CODES
        if several and written:
            raise forms.ValidationError(_("Choose codes, or a list of them, not both."), code="both")
        if source == "list":
            return {"list": name}
        return {"param": name} if several else [*written, {"param": name}]


def _initial(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields show for a condition that is there already."""
    initial: dict[str, Any] = {}
    for argument, value in given.items():
        match value:
            case {"param": name, **moved}:
                initial[f"{argument}_from"] = f"param:{name}"
                initial |= {f"{argument}_{word}": by for word, by in moved.items()}
            case {"list": name}:
                initial[f"{argument}_from"] = f"list:{name}"
            case list():
                initial[argument] = [code for code in value if isinstance(code, str)]
                for code in value:
                    if isinstance(code, Mapping):
                        initial[f"{argument}_from"] = f"param:{code['param']}"
            case _:
                initial[argument] = value
    return initial


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
