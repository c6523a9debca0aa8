"""Making a PDF from a template of templates/print and content as data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.common.errors import DomainError
from portal.common.written import showable

FOLDER = Path("templates/print")
# A document of a few pages takes a quarter of a second. Who waits longer is told to try again.
SECONDS = 20


class NotTypeset(DomainError):
    """A document could not be made. The fault is the template's or the typesetter's, never the reader's."""


def make_pdf(template: str, content: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """Return a tagged PDF (PDF/UA-1): the same content and instant make the same bytes.

    `template` is a file of templates/print, which reads `content` (JSON values) as `sys.inputs.content`; whatever
    people wrote is text there, never markup. A character that no font can draw becomes a box, and `content.undrawn`
    names those there were, so that the template can say so. Takes a quarter of a second, in a process of its own that
    gives its memory back. Raises NotTypeset.
    """
    root = Path(settings.BASE_DIR)
    asked = {
        "template": str(root / FOLDER / template),
        "content": _each_text(content, _writable),
        "made_at": int(made_at.timestamp()),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "portal.common.printing.alone"],
            input=json.dumps(asked).encode(),
            cwd=root,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},  # no secret of ours goes along
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotTypeset("not_typeset", _SORRY, problem=f"nothing after {SECONDS} seconds") from error
    except OSError as error:  # no memory or no process left for it
        raise NotTypeset("not_typeset", _SORRY, problem=str(error)) from error
    if done.returncode:
        problem = done.stderr.decode(errors="replace").strip()[-500:]
        raise NotTypeset("not_typeset", _SORRY, problem=problem)
    return done.stdout


_SORRY = _("The document could not be made just now. Nothing is lost: try again in a minute.")


def _writable(text: str) -> str:
    """What a line of print can carry: composed, without control characters but line breaks."""
    kept = showable(unicodedata.normalize("NFC", text)).replace("\r\n", "\n").replace("\t", " ")
    return "".join(c for c in kept if c == "\n" or unicodedata.category(c) != "Cc")


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Return the content with every text in it changed; keys are ours and stay."""
    match value:
        case str():
            return change(str(value))
        case Mapping():
            return {key: _each_text(item, change) for key, item in value.items()}
        case list() | tuple():
            return [_each_text(item, change) for item in value]
    return value
