"""Several answers of one kind under one name: as many selects as there may be answers, each with its own label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from programs.definitions.entry_words import rank_in_words

Choices = Iterable[tuple[str, str]]


class SeveralSelects(forms.Widget):
    """Selects that share one name: a page needs no script to offer a second answer.

    Ids are `<id>`, `<id>_1` and so on, so that a link from the error summary leads to the first. There are as many as
    there are labels.
    """

    use_fieldset = True

    def __init__(self, labels: Sequence[Any], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.labels = labels
        self.choices: list[tuple[str, str]] = []  # set by the field

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return what was chosen; a plain mapping (a test, a script) may hold a list or one code."""
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return list(given) if isinstance(given, list | tuple) else [given]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Draw the selects, each with its own label."""
        chosen = [code for code in value or [] if code]
        most = len(self.labels)
        filled = [*chosen, *[""] * most][:most]
        attrs = self.build_attrs(self.attrs, attrs)
        context = {
            "name": name,
            "id": attrs.pop("id", f"id_{name}"),
            "invalid": attrs.get("aria-invalid") == "true",
            "disabled": bool(attrs.get("disabled")),
            "choices": self.choices,
            "rows": list(zip(filled, self.labels, strict=True)),
        }
        return SafeString(render_to_string("programs/widgets/several.html", context))


class SeveralField(forms.Field):
    """From one to `most` of some codes, in the order given, none twice."""

    widget: SeveralSelects
    default_error_messages = {
        "required": _("Choose at least one answer."),
        "invalid_choice": _("Choose answers from the list."),
        "too_many": _("Choose at most %(most)s."),
    }

    def __init__(self, *, choices: Choices, labels: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(widget=SeveralSelects(labels), **kwargs)
        self.most = len(labels)
        self.choices = list(choices)
        self.widget.choices = self.choices

    def clean(self, value: Any) -> list[str]:
        """Return the codes. Raises ValidationError."""
        given = [str(code) for code in value or [] if code]
        known = {code for code, _name in self.choices}
        if any(code not in known for code in given):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        codes = self.distinct(given)
        if len(codes) > self.most:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"most": self.most})
        self.validate(codes)
        return codes

    def distinct(self, codes: list[str]) -> list[str]:
        """Return the codes without repetitions. Raises ValidationError where one cannot be meant."""
        return list(dict.fromkeys(codes))


class RankedField(SeveralField):
    """Choices in order of preference: the first counts most. The same one twice is refused, not silently left out."""

    default_error_messages = {
        "required": _("Choose at least your first choice."),
        "twice": _("“%(choice)s” is chosen twice. Choose it once, or leave the lower choice open."),
        "too_many": _("Choose at most %(most)s."),
    }

    def __init__(self, *, choices: Choices, at_most: int, **kwargs: Any) -> None:
        pairs = list(choices)
        super().__init__(
            choices=[("", str(_("No choice"))), *pairs], labels=_rank_labels(at_most, len(pairs)), **kwargs
        )

    def distinct(self, codes: list[str]) -> list[str]:
        """Refuse a choice that is there twice."""
        for number, code in enumerate(codes):
            if code in codes[:number]:
                name = str(dict(self.choices)[code])
                raise ValidationError(self.error_messages["twice"], code="twice", params={"choice": name})
        return codes


def _rank_labels(at_most: int, there_are: int) -> list[str]:
    """As many as may be ranked; no more than there are to choose from."""
    several = max(1, min(at_most, there_are))
    first, *others = (rank_in_words(number + 1) for number in range(several))
    return [first, *(_("%(choice)s, if you have one") % {"choice": other} for other in others)]
