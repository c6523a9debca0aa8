"""The limit of the bench `screening`: the SQL of somebody who has only these rules.

No binding, no explanations, no guards against facts of the wrong type; the three values are kept, because without
them the answers would be others.
"""

from __future__ import annotations

from programs.eligibility.sql import Sql

PRIOR = ("none", "japanese_studies", "jasso_honors_only")
ROUTES = ("16y_schooling", "bachelor_equivalent_3y_plus", "graduate_entry_recognised")
CLAIMS = ("national_military_service", "war_or_conflict")
REJECTING = (
    *("NAT-1", "NAT-2", "NAT-3", "AGE-2", "EDU-1", "EDU-2", "JPN-1", "ARR-1", "VISA-1"),
    *("INEL-MIL", "INEL-DUP", "INEL-SCH"),
)


def _yes(fact: str) -> str:
    return f"CASE facts->>'{fact}' WHEN 'true' THEN 'p' WHEN 'false' THEN 'f' ELSE 'u' END"


def _no(fact: str) -> str:
    return f"CASE facts->>'{fact}' WHEN 'false' THEN 'p' WHEN 'true' THEN 'f' ELSE 'u' END"


def _holds(fact: str, codes: str = "%s") -> str:
    held = f"facts->'{fact}'->'codes' ?| {codes}"
    return f"CASE WHEN {held} THEN 'p' WHEN facts->'{fact}'->>'complete' = 'true' THEN 'f' ELSE 'u' END"


def _holds_one_of_many(fact: str) -> str:
    """Few members among many codes: this way round it takes a quarter of the time."""
    members = f"jsonb_array_elements_text(facts->'{fact}'->'codes')"
    return f"""CASE WHEN EXISTS (SELECT FROM {members} AS member WHERE member = ANY (%s)) THEN 'p'
        WHEN facts->'{fact}'->>'complete' = 'true' THEN 'f' ELSE 'u' END"""


def _among(fact: str) -> str:
    return f"CASE WHEN facts->>'{fact}' = ANY (%s) THEN 'p' WHEN facts ? '{fact}' THEN 'f' ELSE 'u' END"


_RULES = {
    "NAT-1": _holds_one_of_many("nationalities"),
    "NAT-2": """CASE WHEN facts->>'has_japanese_nationality' = 'false'
        OR facts->>'will_renounce_japanese_by_arrival' = 'true' THEN 'p'
        WHEN facts->>'has_japanese_nationality' = 'true'
        AND facts->>'will_renounce_japanese_by_arrival' = 'false' THEN 'f' ELSE 'u' END""",
    "NAT-3": """CASE WHEN facts->>'has_japanese_nationality' = 'false'
        OR facts->>'residence_country' <> 'JP' AND facts->>'will_renounce_japanese_by_arrival' = 'true' THEN 'p'
        WHEN facts->>'has_japanese_nationality' = 'true' AND (facts->>'residence_country' = 'JP'
        OR facts->>'will_renounce_japanese_by_arrival' = 'false') THEN 'f' ELSE 'u' END""",
    "NAT-5": _holds_one_of_many("nationalities"),
    "AGE-1": """CASE WHEN facts->>'birth_date' >= %s THEN 'p'
        WHEN facts ? 'birth_date' THEN 'f' ELSE 'u' END""",
    "AGE-2": """CASE WHEN facts->>'birth_date' >= %s OR facts->>'age_exception_claim' = ANY (%s) THEN 'p'
        WHEN facts ? 'birth_date' AND facts ? 'age_exception_claim' THEN 'f' ELSE 'u' END""",
    "EDU-1": _among("education_route"),
    "EDU-2": """CASE WHEN facts->>'degree_conferred' = 'true' OR facts->>'degree_completion_date' <= %s THEN 'p'
        WHEN facts ? 'degree_conferred' AND facts ? 'degree_completion_date' THEN 'f' ELSE 'u' END""",
    "FIELD-1": _among("field_relation"),
    "JPN-1": _yes("willing_to_learn_japanese"),
    "LANG-1": _holds("communicates_in"),
    "HEALTH-1": _holds("documents"),
    "ARR-1": _yes("can_arrive_in_window"),
    "VISA-1": _yes("will_obtain_student_visa"),
    "INEL-MIL": _no("is_military_or_military_civilian_at_arrival"),
    "INEL-DUP": _no("other_mext_application_pending"),
    "INEL-ENR": _no("enrolled_or_planned_private_student_in_japan"),
    "INEL-SCH": _no("other_japanese_government_scholarship_planned"),
    "INEL-PRIOR": _among("prior_mext_category"),
    "INEL-PRIOR-YEARS": """CASE WHEN facts->>'prior_mext_category' = ANY (%s)
        OR (facts->>'years_research_or_education_since_last_mext_payment')::numeric >= 3 THEN 'p'
        WHEN facts ? 'prior_mext_category'
        AND facts ? 'years_research_or_education_since_last_mext_payment' THEN 'f' ELSE 'u' END""",
    "INEL-WMD": _no("security_export_flag"),
}


def sql_by_hand(source: Sql, carry: str, admitted: list[str], diplomatic: list[str], cutoff: str, by: str) -> Sql:
    """Outcome and verdicts of the rows of `source` (with `facts`), carrying these columns along."""
    name = {key: key.lower().replace("-", "_") for key in _RULES}
    letters = ", ".join(f"{text} AS {name[key]}" for key, text in _RULES.items())
    rejected = " OR ".join(f"{name[key]} = 'f'" for key in REJECTING)
    passed = " AND ".join(f"{each} = 'p'" for each in name.values())
    pairs = ", ".join(f"'MEXT-RES-{key}', {each}" for key, each in name.items())
    params = (
        *(admitted, diplomatic, cutoff, cutoff, list(CLAIMS), list(ROUTES), by, ["same", "related"], ["ja", "en"]),
        *(["health_certificate"], list(PRIOR), list(PRIOR)),
    )
    return Sql(
        f"SELECT {carry}, CASE WHEN {rejected} THEN 'not_eligible' WHEN {passed} THEN 'eligible' "
        f"ELSE 'needs_check' END AS outcome, jsonb_build_object({pairs}) AS verdicts "
        f"FROM (SELECT {carry}, {letters} FROM ({source.text}) AS applicants OFFSET 0) AS judged",
        (*params, *source.params),
    )
