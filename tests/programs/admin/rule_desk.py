"""Addresses and words of the pages about rules, and what is stored behind them."""

from __future__ import annotations

import html
import re
from typing import Any

from programs.models import RuleSetVersion

LIST = "/admin/programs/rulesetversion/"


def at(version: RuleSetVersion, below: str = "change/") -> str:
    return f"{LIST}{version.pk}/{below}"


def text(answer: Any) -> str:
    """The page's words, as a reader sees them."""
    content = re.sub(r"(?s)<(script|style).*?</\1>", "", answer.content.decode())
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content)).split())


def stored(version: RuleSetVersion) -> RuleSetVersion:
    return RuleSetVersion.objects.get(pk=version.pk)
