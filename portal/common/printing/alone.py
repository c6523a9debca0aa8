"""The process that sets one document: what to set comes in as JSON, the PDF goes out. It loads nothing of the portal.

The typesetter keeps some 200 MB of what it has seen: here they are given back with the process. A text that would keep
it busy for ever stops at the limits below, and no web process with it.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from portal.common.printing.glyphs import named, replaced, undrawable
from portal.common.printing.typesetting import TAGGED, Standards, typeset

CPU_SECONDS = 20
MEMORY = 2 * 1024**3  # bytes of address space
MOST_NAMED = 60


def main() -> int:
    """Set the document that standard input asks for; the PDF on standard output. 1 with the reason in words."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    asked = json.loads(sys.stdin.buffer.read())
    template = Path(asked["template"])
    try:
        made = set_document(template, asked["content"], datetime.fromtimestamp(asked["made_at"], UTC))
    except (RuntimeError, OSError) as error:  # what the typesetter refuses, and templates that are not there
        print(f"{template.name}: {getattr(error, 'diagnostic', '') or error}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(made)
    return 0


def set_document(template: Path, content: dict[str, Any], made_at: datetime) -> bytes:
    """Return the PDF, with boxes where no font can draw what stands there. Raises typst.TypstError."""
    try:
        return _typeset(template, {**content, "undrawn": []}, made_at, TAGGED)
    except typst.TypstError:
        undrawn = undrawable("\n".join(_texts(content)))
    boxed = {
        **_with_boxes(content, undrawn),
        "undrawn": [named(cluster) for cluster in sorted(undrawn)][:MOST_NAMED],
    }
    try:
        return _typeset(template, boxed, made_at, TAGGED)
    except typst.TypstError:
        # Alone each character can be drawn, together they cannot: better a box in the text than no document. Where
        # the template itself is wrong, this says so again.
        return _typeset(template, boxed, made_at, [])


def _typeset(template: Path, content: dict[str, Any], made_at: datetime, standards: Standards) -> bytes:
    inputs = {"content": json.dumps(content, ensure_ascii=False)}
    return typeset(template.read_bytes(), inputs, at=made_at, root=template.parent, standards=standards)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in items for text in _texts(item)]


def _with_boxes(value: Any, undrawn: set[str]) -> Any:
    if isinstance(value, str):
        return replaced(value, undrawn)
    if isinstance(value, dict):
        return {key: _with_boxes(item, undrawn) for key, item in value.items()}
    return [_with_boxes(item, undrawn) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    sys.exit(main())
