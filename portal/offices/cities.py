"""What a city is called in the reader's language."""

from functools import lru_cache

from babel import Locale
from babel.dates import get_timezone_location

from portal.common.reader_language import reader_language


def city_in_words(city: str, time_zone: str) -> str:
    """Return a city's name in the reader's language where it gave its zone the name (CLDR has those), else as it is."""
    return _in_words(city, time_zone, reader_language())


@lru_cache(maxsize=4096)
def _in_words(city: str, time_zone: str, language: str) -> str:
    if language == "en" or _named_by(time_zone, "en") != city:
        return city
    return _named_by(time_zone, language)


def _named_by(time_zone: str, language: str) -> str:
    try:
        return get_timezone_location(time_zone, locale=Locale.parse(language), return_city=True)
    except LookupError:
        return ""
