"""Going through “Am I eligible?” as a browser without scripts does: what a page carries is sent back with answers."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from programs.models import Call


def hidden(page: str) -> dict[str, list[str]]:
    """Return what a page of the check carries unseen."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(unescape(value))
    found.pop("csrfmiddlewaretoken", None)
    return found


def said(page: str) -> str:
    """Return the words of a page on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def visible(page: str) -> list[str]:
    """Return the names of the controls that a page shows, each once."""
    form = page[page.index('<form method="post" id="check"') : page.index("</form>", page.index('id="check"'))]
    found = re.findall(r'<(?:input type="(?!hidden)\w+"|select|textarea) name="(\w+)"', form)
    return list(dict.fromkeys(found))


class Checker:
    """Somebody at the check of a call, with the page that was seen last."""

    def __init__(self, call: Call, client: Client | None = None) -> None:
        self.client = client or Client()
        self.address = f"/calls/{call.slug}/eligibility/"
        self.status = 200
        self.page = self.client.get(self.address).content.decode()

    def press(self, **answers: Any) -> str:
        """Send the page with these answers, or with the button named among them; return the words that come."""
        sent = hidden(self.page)
        response = self.client.post(self.address, {**sent, **answers})
        self.status, self.page = response.status_code, response.content.decode()
        return said(self.page)
