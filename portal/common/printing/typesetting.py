"""Running the typesetter. Text reaches it as data alone: nothing that people wrote is ever part of its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

import typst

from portal.common.printing.fonts import fonts

Standards = list[Literal["ua-1"]]
TAGGED: Standards = ["ua-1"]
"""PDF/UA-1: headings, reading order and language for those who listen to it. It refuses what no font can draw."""


def typeset(
    source: bytes, inputs: Mapping[str, str], *, at: datetime, root: Path | None = None, standards: Standards
) -> bytes:
    """Return a PDF that says it was made at `at`: the same bytes for the same input. Raises typst.TypstError."""
    compiler = typst.Compiler(
        source, root=root, font_paths=fonts(), ignore_system_fonts=True, sys_inputs=dict(inputs)
    )  # fmt: skip
    made = compiler.compile(format="pdf", pdf_standards=list(standards), timestamp=int(at.timestamp()))
    assert isinstance(made, bytes)
    return made
