"""The catalogue's rule sets: one folder with a rules.yaml each, read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from programs.catalog_files import CATALOG, file_name, read_yaml
from programs.eligibility.cases import Case, load_cases
from programs.eligibility.rules import RuleSet, parse_rule_set
from programs.vocabulary import vocabulary


def rule_set_names() -> list[str]:
    """Return the names of the catalogue's rule sets, such as `mirai`, in alphabetical order."""
    return sorted(path.parent.name for path in CATALOG.glob("*/rules.yaml"))


@cache
def rule_set(name: str) -> RuleSet:
    """Return the rule set of a folder of the catalogue. Raises DefinitionError for a wrong or missing file."""
    path = CATALOG / name / "rules.yaml"
    return parse_rule_set(read_yaml(path), vocabulary(), file=file_name(path))


def rule_set_cases(name: str) -> list[Case]:
    """Return the cases that the rule set must come out right on. Raises DefinitionError."""
    path = CATALOG / name / "cases.yaml"
    data: Mapping[str, Any] = read_yaml(path)
    return load_cases(data, rule_set(name), file=file_name(path))
