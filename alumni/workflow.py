"""Which standing of an association may follow which, as one table."""

from __future__ import annotations

from collections.abc import Mapping

from alumni.states import Standing

# From merged or dissolved back to recognised: founded again, or recorded by mistake; the reason says which.
FOLLOWS: Mapping[Standing, tuple[Standing, ...]] = {
    Standing.FORMING: (Standing.RECOGNISED, Standing.DISSOLVED),
    Standing.RECOGNISED: (Standing.DORMANT, Standing.MERGED, Standing.DISSOLVED),
    Standing.DORMANT: (Standing.RECOGNISED, Standing.MERGED, Standing.DISSOLVED),
    Standing.MERGED: (Standing.RECOGNISED,),
    Standing.DISSOLVED: (Standing.RECOGNISED,),
}
# With these another association may be named that carries on; a merger must name it.
SUCCEEDED = frozenset({Standing.MERGED, Standing.DISSOLVED})
