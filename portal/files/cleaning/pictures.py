"""Pictures: opened within limits, and written anew from their pixels alone. Runs in the limited process."""

import io

import pillow_heif
from PIL import Image, ImageCms, ImageOps, TiffImagePlugin

from portal.files.cleaning.answers import answered
from portal.files.cleaning.problems import DAMAGED, TOO_MANY_PIXELS, Problem
from portal.files.cleaning.results import Cleaned, Page
from portal.files.filetypes import HEIC, JPEG, MAX_PIXELS, PNG, FileType, by_media_type

PAGE_WIDTH = 1400
PAGE_HEIGHT = 4200  # a till receipt stays readable, a ribbon does not become a bomb

# Loaded now: inside the limited process there are no files to load it from when EXIF is read (which is TIFF).
assert TiffImagePlugin
Image.preinit()
pillow_heif.register_heif_opener(thumbnails=False)
pillow_heif.options.DECODE_THREADS = 1
Image.MAX_IMAGE_PIXELS = None  # `_opened` refuses by our own, lower limit, before a pixel is decoded

_FORMATS = {JPEG: ("JPEG",), PNG: ("PNG",), HEIC: ("HEIF",)}


@answered
def inspect(content: bytes, media_type: str) -> None:
    """Raise Problem unless the picture can be read to its end and is within the limits."""
    _opened(content, by_media_type(media_type), only_a_look=True)


def _opened(content: bytes, file_type: FileType, *, only_a_look: bool = False) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=_FORMATS[file_type])
    except MemoryError:
        raise
    except Exception as error:  # decoders of strangers' bytes raise whatever they like
        raise Problem(DAMAGED) from error
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise Problem(TOO_MANY_PIXELS, limit=MAX_PIXELS, width=width, height=height)
    try:
        if only_a_look:
            picture.draft("L", (width // 8, height // 8))  # JPEG: every byte is read, few pixels are made
        picture.load()
    except MemoryError:
        raise
    except Exception as error:
        raise Problem(DAMAGED) from error
    return picture


@answered
def clean(content: bytes, media_type: str) -> Cleaned:
    """Write the picture anew: upright, without EXIF, comments or profiles. HEIC becomes JPEG. Raises Problem."""
    file_type = by_media_type(media_type)
    picture = _opened(content, file_type)
    kept = PNG if file_type is PNG else JPEG
    try:
        pixels = _bare(ImageOps.exif_transpose(picture), keep_alpha=kept is PNG)
        return Cleaned(_written(pixels, kept), kept.media_type, (page_of(pixels),))
    except MemoryError:
        raise
    except Exception as error:  # a broken orientation or palette shows only here
        raise Problem(DAMAGED) from error


def page_of(picture: Image.Image) -> Page:
    """Return `picture` as a page image: at most PAGE_WIDTH x PAGE_HEIGHT, on white where it is transparent."""
    page = _on_white(picture)
    page.thumbnail((PAGE_WIDTH, PAGE_HEIGHT), Image.Resampling.LANCZOS)
    return Page(_written(page, JPEG, quality=85), page.width, page.height)


def _written(pixels: Image.Image, file_type: FileType, *, quality: int = 90) -> bytes:
    written = io.BytesIO()
    if file_type is PNG:
        pixels.save(written, "PNG")
    else:
        pixels.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()


def _bare(picture: Image.Image, *, keep_alpha: bool) -> Image.Image:
    """Return the pixels alone, in a mode that every reader knows, in sRGB."""
    transparent = picture.has_transparency_data
    in_srgb = _srgb(picture)
    if in_srgb.mode in ("1", "L") and not transparent:
        pixels = in_srgb.convert("L")
    elif transparent and keep_alpha:
        pixels = in_srgb.convert("RGBA")
    else:
        pixels = _on_white(in_srgb)
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    return bare


def _srgb(picture: Image.Image) -> Image.Image:
    """Return `picture` with a colour profile (phones write Display P3) applied, as it is where that cannot be done."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    target = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        converted = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=target
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB") if picture.mode != "L" else picture.copy()
    layer = picture.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(paper, layer).convert("RGB")
