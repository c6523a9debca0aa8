"""What stands between the parts of a line, as the reader's language writes it."""

from collections.abc import Iterable

from django.utils.translation import pgettext


def listed(parts: Iterable[object]) -> str:
    """Return the parts of a list on one line; those that are empty are left out."""
    return pgettext("between the parts of a list", ", ").join(str(part) for part in parts if part)


def on_one_line(label: object, answer: object) -> str:
    """Return something and what it is called."""
    return pgettext("label and answer on one line", "%(label)s: %(answer)s") % {"label": label, "answer": answer}
