"""Form fields of every public form. A date in three parts is in portal.common.dateparts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.common.dateparts import DatePartsField, DatePartsWidget
from portal.common.written import first_unreadable, one_line, paragraphs, showable

__all__ = ["CleanTextField", "DatePartsField", "DatePartsWidget", "WebAddressField"]


class CleanTextField(forms.CharField):
    """A text in any script, kept as written (NFC). One line; with `multiline` paragraphs in a text area.

    Lengths count characters after composing. There is no `maxlength` in the page: a browser would cut pasted
    text without a word. Characters that are no text (NUL, lone surrogates, control characters) are refused with
    their place, and what was typed stays in the field.
    """

    default_error_messages = {
        "required": _("Fill in this field."),
        "unreadable": _(
            "Character %(place)s is not text and cannot be stored. Delete it, or type the line again by hand."
        ),
        "max_length": ngettext_lazy(
            "This is %(length)d character long; at most %(limit)d are allowed. Shorten it by %(excess)d.",
            "This is %(length)d characters long; at most %(limit)d are allowed. Shorten it by %(excess)d.",
            "length",
        ),
        "min_length": ngettext_lazy(
            "This is %(length)d character long; at least %(limit)d are needed.",
            "This is %(length)d characters long; at least %(limit)d are needed.",
            "length",
        ),
    }

    def __init__(self, *, max_length: int = 200, min_length: int = 0, multiline: bool = False, **kwargs: Any) -> None:
        if multiline:
            kwargs.setdefault("widget", forms.Textarea)
        super().__init__(**kwargs)
        self.multiline = multiline
        self.max_length = max_length
        self.min_length = min_length
        # CharField's own check for NUL comes after to_python, where ours has spoken already.
        self.validators = list(self.default_validators)

    def to_python(self, value: Any) -> str:
        """Return the text to store. Raises ValidationError `unreadable` with the place of the first such character."""
        text = "" if value is None else str(value)
        place = first_unreadable(text)
        if place is not None:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable", params={"place": place})
        return paragraphs(text) if self.multiline else one_line(text)

    def validate(self, value: Any) -> None:
        """Refuse a text that is missing, too long or too short, saying how long it is and what is allowed."""
        super().validate(value)
        length = len(value)
        if length > (self.max_length or 0):
            params = {"length": length, "limit": self.max_length, "excess": length - (self.max_length or 0)}
            raise ValidationError(self.error_messages["max_length"], code="max_length", params=params)
        if value and length < (self.min_length or 0):
            params = {"length": length, "limit": self.min_length}
            raise ValidationError(self.error_messages["min_length"], code="min_length", params=params)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what was typed, in a form that a page can carry."""
        kept = super().bound_data(data, initial)
        return showable(kept) if isinstance(kept, str) else kept

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether the stored text would differ. What cannot be stored always counts as changed."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class WebAddressField(CleanTextField):
    """An address on the web; one typed without a scheme is taken as https."""

    widget = forms.URLInput

    def to_python(self, value: Any) -> str:
        """Return the address, with its scheme. Raises ValidationError for characters that are no text."""
        typed = super().to_python(value)
        return typed if not typed or "://" in typed else f"https://{typed}"

    def validate(self, value: Any) -> None:
        """Refuse what is no address of a web page."""
        super().validate(value)
        if value:
            _is_web_address(value)


_is_web_address = URLValidator(
    schemes=["http", "https"], message=_("Enter the address of a web page, such as https://www.example.org.")
)
