"""What a city is called."""

import pytest
from django.utils.translation import override

from portal.offices.cities import city_in_words


@pytest.mark.parametrize(
    ("language", "city", "zone", "name"),
    [
        ("fr", "Brussels", "Europe/Brussels", "Bruxelles"),
        ("nl", "Brussels", "Europe/Brussels", "Brussel"),
        ("ja", "Brussels", "Europe/Brussels", "ブリュッセル"),
        ("en", "Brussels", "Europe/Brussels", "Brussels"),
        ("fr", "The Hague", "Europe/Amsterdam", "The Hague"),  # not the city that named the zone
        ("ja", "Abu Dhabi", "Asia/Dubai", "Abu Dhabi"),
        ("fr", "Nowhere", "No/Zone", "Nowhere"),
    ],
)
def test_a_city_that_named_its_zone_has_a_name_in_each_language(language: str, city: str, zone: str, name: str) -> None:
    with override(language):
        assert city_in_words(city, zone) == name
