"""What makes a password too easy to guess here, beside its length and the list of common ones."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Words that anybody who wants in would try first: of the portal, its programmes and its offices. Letters only.
CONTEXT_WORDS = frozenset(
    {
        "ambassade", "application", "apply", "botschaft", "consulate", "embassy", "exchange", "japan",
        "japanese", "jet", "kakehashi", "mext", "mirai", "mofa", "monbukagakusho", "monbusho", "nihon",
        "nippon", "password", "portal", "programme", "program", "scholarship", "student", "tokyo",
    }
)  # fmt: skip
LEAST_OWN = 6


class CommonWithTailValidator(CommonPasswordValidator):
    """Refuse a common password also with the digits and signs that people add to make it long enough."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when the password, or what is left without its tail, is a common one."""
        super().validate(password, user)
        super().validate(password.rstrip("0123456789!?.,;:-_#*+$%&@=/() "), user)


class ContextWordsValidator:
    """Refuse passwords that are little more than words of this place, with digits and signs around them."""

    def __init__(self, least_own: int = LEAST_OWN) -> None:
        self.least_own = least_own

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when fewer than `least_own` letters are left without the words of CONTEXT_WORDS."""
        letters = "".join(character for character in password.lower() if character.isalpha())
        own = re.sub("|".join(sorted(CONTEXT_WORDS, key=len, reverse=True)), "", letters)
        if own != letters and len(own) < self.least_own:
            raise ValidationError(
                _("This password is made of words that anybody would try here first. Take words of your own."),
                code="password_of_context_words",
            )

    def get_help_text(self) -> str:
        """The rule, as the forms say it."""
        return _("Your password cannot be just words like “embassy” or “mirai2026”.")
