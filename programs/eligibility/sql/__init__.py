"""The same rules as SQL: one statement that screens many people at once.

Text and parameters only; whoever has a connection runs it. Two positive conditions stand for each condition,
"definitely true" and "definitely false", so that unknown is neither and nothing is ever negated over NULL.
See docs/eligibility.md, "Twice: in Python and in Postgres", and docs/decisions/0028-rules-as-sql-text.md.
"""

from programs.eligibility.sql.fragments import Sql, compose, joined
from programs.eligibility.sql.statement import Wanted, screening_select

__all__ = ["Sql", "Wanted", "compose", "joined", "screening_select"]
