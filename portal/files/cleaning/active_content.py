"""Takes out of a PDF what acts: scripts, actions, attachments, media, XFA forms (ISO 32000-2, clauses 12.6 and 13).

The text, the pictures and the values of form fields stay. Decisions are made at the parent, which loses the key:
whatever else refers to the same object, nothing that acts is reached from the catalogue any more.
"""

from collections.abc import Iterator
from typing import Any

import pikepdf

# Keys that lead to something that acts, wherever they stand.
_FORBIDDEN = {
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/AF", "/Collection", "/Renditions",
    "/RichMediaContent", "/RichMediaSettings", "/Movie", "/Sound", "/PA",
}  # fmt: skip
# Dictionaries whose keys are names somebody chose: a font called AA is a font.
_NAME_MAPS = {
    "/XObject", "/Font", "/ColorSpace", "/Pattern", "/Shading", "/ExtGState", "/Properties", "/CharProcs", "/Dests",
}  # fmt: skip
_ACTING_ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
_HARMLESS_ACTIONS = {"/GoTo"}  # a jump inside the document


def attached(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    """Give what is attached anywhere in `pdf`, unpacked; a stream that cannot be unpacked, as it is."""
    seen: set[tuple[int, int]] = set()
    waiting = list(pdf.objects)
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Array):
            parts = _parts(thing)
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            parts = _values(thing)
            files = thing.get("/EF")
            for stream in _values(files) if isinstance(files, pikepdf.Dictionary) else []:
                if isinstance(stream, pikepdf.Stream) and stream.objgen not in seen:
                    seen.add(stream.objgen)
                    yield _unpacked(stream)
        else:
            continue
        waiting += [part for part in parts if isinstance(part, pikepdf.Object) and not part.is_indirect]


def _values(thing: pikepdf.Object) -> list[Any]:
    return [thing[key] for key in thing.keys()]  # noqa: SIM118 - iterating is about something else here


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def remove(pdf: pikepdf.Pdf) -> None:
    """Change `pdf` in place, everything that can be reached from its trailer."""
    seen: set[tuple[tuple[int, int], bool]] = set()
    waiting: list[tuple[pikepdf.Object, bool]] = [(pdf.trailer["/Root"], False)]
    while waiting:
        thing, is_name_map = waiting.pop()
        if thing.is_indirect:
            mark = (thing.objgen, is_name_map)
            if mark in seen:
                continue
            seen.add(mark)
        if isinstance(thing, pikepdf.Array):
            waiting += [(part, False) for part in _parts(thing)]
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            waiting += _cleaned_children(thing, is_name_map)


def _cleaned_children(thing: pikepdf.Object, is_name_map: bool) -> list[tuple[pikepdf.Object, bool]]:
    children: list[tuple[pikepdf.Object, bool]] = []
    for key in list(thing.keys()):
        child = thing.get(key)
        if not is_name_map and _acts(thing, key, child):
            del thing[key]
            continue
        if key == "/Annots" and isinstance(child, pikepdf.Array):
            child = thing[key] = pikepdf.Array([a for a in child if not _is_acting_annotation(a)])
        if isinstance(child, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
            children.append((child, key in _NAME_MAPS and not is_name_map))
    return children


def _acts(thing: pikepdf.Object, key: str, child: object) -> bool:
    if key in _FORBIDDEN:
        return True
    if key == "/A":  # an action; structure elements keep their attributes under the same key, without /S
        return isinstance(child, pikepdf.Dictionary) and "/S" in child and str(child["/S"]) not in _HARMLESS_ACTIONS
    # Outline entries also have a /Next, the entry below; only actions have an /S beside it.
    return key == "/Next" and "/S" in thing


def _is_acting_annotation(annotation: object) -> bool:
    return isinstance(annotation, pikepdf.Dictionary) and str(annotation.get("/Subtype")) in _ACTING_ANNOTATIONS


def _parts(array: pikepdf.Array) -> list[pikepdf.Object]:
    return [part for part in array if isinstance(part, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array)]
