"""The register of associations of the demonstration: 226 of them in 120 countries, all made up.

The number of associations, of countries and of members (a little over 110,000) is what Japan's ministry of foreign
affairs gave for January 2023. Everything else is generated: no association, count or person here is a real one.
"""

from portal.dev.demo.register.places import LOOKED_AFTER
from portal.dev.demo.register.row import Count, Officer, Row
from portal.dev.demo.register.rows import rows

__all__ = ["LOOKED_AFTER", "Count", "Officer", "Row", "rows"]
