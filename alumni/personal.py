"""What the register of associations holds about people: nothing."""

from portal.common.classification import Columns

PERSONAL = {
    "alumni.Association": Columns(plain="slug name country city founded_year website published"),
}
