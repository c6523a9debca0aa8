"""./dev translations: bring the files of the interface's languages in step with the sources."""

from portal.dev import translations
from portal.dev.paths import CHECKOUT
from portal.dev.terminal import say


def run(arguments: list[str]) -> int:
    """Update each language's file, and say what is left to translate; 1 if anything is."""
    wanted = translations.found(CHECKOUT)
    for language in translations.LANGUAGES:
        kept = translations.update(CHECKOUT, language, wanted)
        say(f"Wrote {translations.po_of(CHECKOUT, language).relative_to(CHECKOUT)}: {len(kept)} messages.")
    left = translations.missing(CHECKOUT, wanted)
    if left:
        print("\n".join(left), flush=True)
    return 1 if left else 0
