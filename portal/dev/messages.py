"""Compiled translations: .mo files beside the committed .po files, made by Babel where they are missing or old."""

from pathlib import Path

from portal.dev.terminal import Refused, say


def compile_messages(checkout: Path) -> None:
    """Compile each catalogue below locale/ that changed. Raises Refused when one cannot be read."""
    old = [po for po in sorted(checkout.glob("locale/*/LC_MESSAGES/*.po")) if _is_old(po)]
    if not old:
        return
    from babel.messages.mofile import write_mo  # a tenth of a second, rarely needed
    from babel.messages.pofile import PoFileError, read_po

    for po in old:
        try:
            with po.open("rb") as source:
                catalogue = read_po(source, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            raise Refused(f"The translations in {po} cannot be read: {error}. Mend the file and try again.") from None
        unfinished = po.with_suffix(".mo.new")
        with unfinished.open("wb") as target:
            write_mo(target, catalogue)
        unfinished.replace(po.with_suffix(".mo"))
    say(f"Compiled {len(old)} translation catalogues.")


def _is_old(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime <= po.stat().st_mtime
