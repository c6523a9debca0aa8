"""Screening many applications in one statement. Reads only; `applications.services.setwise` writes.

What the evaluator says of one person, Postgres says here of all: the rules are those of a binding, compiled by
`programs.eligibility.sql`. Every function takes a queryset of snapshots that came through `for_user` or says why it
is unscoped. Snapshots whose values were erased are left out.
"""

from applications.setwise.matrix import Change, Matrix, matrix
from applications.setwise.verdicts import Judged, judged

__all__ = ["Change", "Judged", "Matrix", "judged", "matrix"]
