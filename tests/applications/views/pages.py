"""Reading pages in tests the way a person does: by their words; and what their forms send."""

from __future__ import annotations

import html
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from applications.models import Application


def words(response: HttpResponse | Any) -> str:
    """Return the text of a page without tags, white space folded."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def title(response: HttpResponse | Any) -> str:
    """Return the page's title."""
    found = re.search(r"<title>(.*?)</title>", response.content.decode(), re.S)
    return html.unescape(found[1].strip()) if found else ""


def uploaded(web: Client, application: Application, slot: str, file: Any) -> Any:
    """Send a file as the page of its slot does, and return the page that follows."""
    address = reverse("application_upload", args=[application.reference, slot])
    return web.post(address, {"file": file}, follow=True)


def value_of(response: HttpResponse | Any, name: str) -> str:
    """Return the value of a hidden or typed input by its name. Raises AssertionError when it is not in the page."""
    own = response.content.decode().partition("<main")[2]  # the choice of a language stands above
    tag = re.search(rf'<input[^>]*\bname="{re.escape(name)}"[^>]*>', own)
    assert tag is not None, f"no input named {name}"
    found = re.search(r'\bvalue="([^"]*)"', tag[0])
    return html.unescape(found[1]) if found else ""
