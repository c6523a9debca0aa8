"""The limit of the bench `evaluate`: the function of somebody who has only these rules, verdicts only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bench.mext.by_hand_sql import CLAIMS, PRIOR, ROUTES
from programs.eligibility import Codes

_YES = {True: "p", False: "f", None: "u"}
_NO = {False: "p", True: "f", None: "u"}
_LANGUAGES, _CERTIFICATE = frozenset({"ja", "en"}), frozenset({"health_certificate"})
_PRIOR, _ROUTES, _CLAIMS, _FIELDS = (
    frozenset(PRIOR),
    frozenset(ROUTES),
    frozenset(CLAIMS),
    frozenset({"same", "related"}),
)


def _holds(held: Codes | None, wanted: frozenset[str]) -> str:
    if held is None:
        return "u"
    if not wanted.isdisjoint(held.members):
        return "p"
    return "f" if held.complete else "u"


def _among(code: str | None, wanted: frozenset[str]) -> str:
    return "u" if code is None else "p" if code in wanted else "f"


def python_by_hand(
    admitted: frozenset[str], diplomatic: frozenset[str], cutoff: str, by: str
) -> Callable[[Mapping[str, Any]], dict[str, str]]:
    """A function from canonical values to a letter per rule."""

    def judge(facts: Mapping[str, Any]) -> dict[str, str]:
        get = facts.get
        nationalities, japanese = get("nationalities"), get("has_japanese_nationality")
        renounces, residence = get("will_renounce_japanese_by_arrival"), get("residence_country")
        born, claim = get("birth_date"), get("age_exception_claim")
        conferred, completed = get("degree_conferred"), get("degree_completion_date")
        prior, years = get("prior_mext_category"), get("years_research_or_education_since_last_mext_payment")

        nat2 = "p" if japanese is False or renounces else "f" if japanese and renounces is False else "u"
        if japanese is False or (renounces and residence is not None and residence != "JP"):
            nat3 = "p"
        else:
            nat3 = "f" if japanese and (residence == "JP" or renounces is False) else "u"
        age1 = "u" if born is None else "p" if born >= cutoff else "f"
        age2 = "p" if age1 == "p" or claim in _CLAIMS else "f" if age1 == "f" and claim is not None else "u"
        if conferred or (completed is not None and completed <= by):
            edu2 = "p"
        else:
            edu2 = "f" if conferred is False and completed is not None else "u"
        if prior in _PRIOR or (years is not None and years >= 3):
            again = "p"
        else:
            again = "f" if prior is not None and years is not None else "u"

        return {
            "MEXT-RES-NAT-1": _holds(nationalities, admitted),
            "MEXT-RES-NAT-2": nat2,
            "MEXT-RES-NAT-3": nat3,
            "MEXT-RES-NAT-5": _holds(nationalities, diplomatic),
            "MEXT-RES-AGE-1": age1,
            "MEXT-RES-AGE-2": age2,
            "MEXT-RES-EDU-1": _among(get("education_route"), _ROUTES),
            "MEXT-RES-EDU-2": edu2,
            "MEXT-RES-FIELD-1": _among(get("field_relation"), _FIELDS),
            "MEXT-RES-JPN-1": _YES[get("willing_to_learn_japanese")],
            "MEXT-RES-LANG-1": _holds(get("communicates_in"), _LANGUAGES),
            "MEXT-RES-HEALTH-1": _holds(get("documents"), _CERTIFICATE),
            "MEXT-RES-ARR-1": _YES[get("can_arrive_in_window")],
            "MEXT-RES-VISA-1": _YES[get("will_obtain_student_visa")],
            "MEXT-RES-INEL-MIL": _NO[get("is_military_or_military_civilian_at_arrival")],
            "MEXT-RES-INEL-DUP": _NO[get("other_mext_application_pending")],
            "MEXT-RES-INEL-ENR": _NO[get("enrolled_or_planned_private_student_in_japan")],
            "MEXT-RES-INEL-SCH": _NO[get("other_japanese_government_scholarship_planned")],
            "MEXT-RES-INEL-PRIOR": _among(prior, _PRIOR),
            "MEXT-RES-INEL-PRIOR-YEARS": again,
            "MEXT-RES-INEL-WMD": _NO[get("security_export_flag")],
        }

    return judge
