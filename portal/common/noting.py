"""How apps that stand beside the audit stream say what it shall keep; it listens."""

from typing import Any

from django.db import models
from django.dispatch import Signal

noted = Signal()  # code, user, about, data
turned_away = Signal()  # request, status: somebody signed in was refused a page


def note(code: str, *, user: Any, about: models.Model, **data: Any) -> None:
    """Say that `user` did something with `about`. `data` holds ids, codes and numbers.

    What cannot be written down does not happen: an error of the listener reaches the caller.
    """
    noted.send(sender=type(about), code=code, user=user, about=about, data=data)
