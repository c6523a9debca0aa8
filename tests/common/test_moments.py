"""Instants on a page: on the clocks of a zone, and with a zone's name that says something."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from portal.common.datewords import moment


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Brussels", "9 December 2026, 15:00 CET"),
        ("Asia/Tokyo", "9 December 2026, 23:00 JST"),
        ("Asia/Tbilisi", "9 December 2026, 18:00 UTC+4"),
        ("Asia/Kathmandu", "9 December 2026, 19:45 UTC+5:45"),
        ("America/Sao_Paulo", "9 December 2026, 11:00 UTC-3"),
    ],
)
def test_every_instant_names_its_zone_in_words_or_as_a_distance(zone: str, said: str) -> None:
    with timezone.override(zone):
        assert moment(datetime(2026, 12, 9, 14, 0, tzinfo=UTC)) == said


def test_the_style_is_the_pages() -> None:
    with timezone.override("Asia/Tokyo"):
        assert moment(datetime(2026, 12, 9, 14, 0, tzinfo=UTC), "j M Y, H:i") == "9 Dec 2026, 23:00 JST"
