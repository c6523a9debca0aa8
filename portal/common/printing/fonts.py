"""The fonts of printed documents: Noto, from packages, so that every machine prints the same bytes.

What they lack, Georgian and Armenian above all, DejaVu Sans Mono has, which the typesetter carries itself.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import typst

# Packages of fonts, of which nothing is run. docs/decisions/0037 says what they cover.
PACKAGES = (
    "fontpkg_noto_sans",
    "justmytype_intl_rtl",
    "justmytype_intl_south_asia",
    "justmytype_intl_sea",
    "justmytype_intl_africa",
    "noto_cjk_sans_jp_regular",
)


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Return the fonts: listed once for the process, each read when something is first set in it."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders())


def folders() -> list[Path]:
    """Return where the fonts lie. Raises ModuleNotFoundError for a package that is not installed."""
    return [_folder(package) for package in PACKAGES]


def _folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"The fonts of {package} are not installed; install requirements.txt.", name=package)
    return Path(found.submodule_search_locations[0])
