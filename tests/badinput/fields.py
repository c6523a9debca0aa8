"""Every class of form field and every form of the portal, found by looking: none is left out by forgetting it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from django import forms
from django.apps import apps
from django.contrib import admin

from portal.dev.paths import CHECKOUT

OURS = ("portal", "programs", "applications", "alumni")
APART = (".migrations", ".management", ".dev", ".limited")  # the last is for a process of its own
_STOCK = re.compile(r"\bforms\.(\w+Field)\b")


def ours(cls: type) -> bool:
    """Say whether a class is the portal's own."""
    return cls.__module__.partition(".")[0] in OURS


def load_everything() -> None:
    """Import every module of the portal, so that every class exists."""
    admin.autodiscover()
    for config in apps.get_app_configs():
        if config.name.partition(".")[0] not in OURS:
            continue
        for found in pkgutil.walk_packages(config.module.__path__, f"{config.name}."):
            if not any(part in found.name for part in APART):
                importlib.import_module(found.name)


def classes_of_fields() -> set[type[forms.Field]]:
    """Return every class of field that a form of the portal can have: its own, those in its forms, those it names."""
    load_everything()
    found = {cls for cls in _below(forms.Field) if ours(cls)}
    found |= {type(field) for form in classes_of_forms() for field in _fields_of(form).values()}
    for source in _sources():
        found |= {getattr(forms, name) for name in _STOCK.findall(source.read_text()) if hasattr(forms, name)}
    return found


def classes_of_forms() -> set[type[forms.BaseForm]]:
    """Return every form of the portal, and those of its accounts, which a package brings."""
    load_everything()
    return {cls for cls in _below(forms.BaseForm) if (ours(cls) or cls.__module__.startswith("allauth."))}


def fields_of_forms() -> Iterator[tuple[str, str, forms.Field]]:
    """Give form, name and field of all that stands in a form's class; what a form adds later is of a known class."""
    for form in sorted(classes_of_forms(), key=lambda cls: f"{cls.__module__}.{cls.__qualname__}"):
        for name, field in _fields_of(form).items():
            yield f"{form.__module__}.{form.__qualname__}", name, field


def _fields_of(form: type[forms.BaseForm]) -> dict[str, forms.Field]:
    return dict(getattr(form, "base_fields", {}))


def _below(cls: type) -> set[type]:
    return {each for sub in cls.__subclasses__() for each in ({sub} | _below(sub))}


def _sources() -> Iterator[Path]:
    for top in OURS:
        yield from (path for path in (CHECKOUT / top).rglob("*.py") if "migrations" not in path.parts)
