"""Drawings: an SVG of anybody's log as one that runs nothing, loads nothing, and draws no more than a browser can.

nh3 parses it as a browser does, and nothing comes out but the elements and attributes named here: no script and no handler
of events, no link, no animation (which may set an attribute later), no HTML inside, and references only to what stands in the
drawing itself. Style sheets go, style attributes stay. The server and the page have locks of their own: the answer forbids
everything by its policy, and the page shows it as an image.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from sonde.errors import DamagedBlobError, LargeBlobError

MEDIA_TYPE = "image/svg+xml"

MAX_BYTES = 8 << 20
"""A larger one is only saved: a browser would be busy with it for seconds."""

MAX_DRAWN = 1_000_000
"""Elements, each counted as often as it is drawn: ten lines that use each other tenfold are ten billion."""

_MOST_DEEP = 64
"""So often what is used may itself use others."""

_SPACE = "http://www.w3.org/2000/svg"
_LINKS = "http://www.w3.org/1999/xlink"

_ELEMENTS = """
svg g defs symbol use switch title desc path rect circle ellipse line polyline polygon text tspan textPath image
linearGradient radialGradient stop clipPath mask pattern marker filter feBlend feColorMatrix feComponentTransfer
feComposite feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset
"""
# Gone with all that stands in them; of other unknown elements what stands in them stays.
_GONE = "script style foreignObject metadata animate animateMotion animateTransform set iframe"

_ATTRIBUTES = """
id class style transform href x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy d points width height viewBox
preserveAspectRatio version rotate textLength lengthAdjust startOffset pathLength offset gradientUnits gradientTransform
spreadMethod clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits patternTransform markerUnits
markerWidth markerHeight refX refY orient filterUnits primitiveUnits in in2 result mode type values operator k1 k2 k3 k4
stdDeviation radius tableValues slope intercept amplitude exponent edgeMode
alignment-baseline baseline-shift clip-path clip-rule color color-interpolation color-interpolation-filters direction
display dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font-family font-size
font-size-adjust font-stretch font-style font-variant font-weight image-rendering letter-spacing marker-end marker-mid
marker-start mask opacity overflow paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray
stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor
text-decoration text-rendering vector-effect visibility white-space word-spacing writing-mode
"""

_OWN = re.compile(r"\s*#")
_PICTURE = re.compile(r"\s*data:image/(png|jpeg|gif|webp);base64,", re.IGNORECASE)
# What reaches outside from a style or a paint; a backslash may hide a word.
_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!['\"#\s])|@|\\|expression|image-set|src\(", re.IGNORECASE)
_NAMED = re.compile(r"#([^\s)'\"]+)")
_START = re.compile(r"<svg\b[^>]*", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9.]+(?:e[+-]?[0-9]+)?)\s*(px|pt|pc|in|cm|mm|)\s*\Z", re.IGNORECASE)
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}


def is_drawing(data: bytes) -> bool:
    """Whether bytes begin as an SVG does."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<svg"):
        return True
    return (
        head.startswith((b"<?xml", b"<!--", b"<!doctype svg"))
        and b"<html" not in head
        and b"<svg" in data[: 64 << 10].lower()
    )


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, from its beginning; (0, 0) where it does not tell."""
    start = _START.search(data[: 64 << 10].decode("utf-8", "replace"))
    said = dict(re.findall(r"""\s(width|height|viewBox)\s*=\s*["']([^"']*)""", start[0])) if start else {}
    sides = [_pixels(said.get(side, "")) for side in ("width", "height")]
    if not all(sides):
        box = re.split(r"[\s,]+", said.get("viewBox", "").strip())
        sides = [_pixels(side) for side in box[2:4]] if len(box) == 4 else [0, 0]
    return sides[0], sides[1]


def sanitised(data: bytes) -> bytes:
    """The SVG without whatever may do more than draw. Raises DamagedBlobError, LargeBlobError."""
    import nh3

    if len(data) > MAX_BYTES:
        raise LargeBlobError(
            f"the SVG takes {len(data):,} bytes: up to {MAX_BYTES:,} are shown", "save it as a file"
        )
    text = data.decode("utf-8", "replace")
    start = _START.search(text)
    cleaned = nh3.clean(
        text[start.start() if start else 0 :],
        tags=set(_ELEMENTS.split()),
        clean_content_tags=set(_GONE.split()),
        attributes={"*": set(_ATTRIBUTES.split())},
        attribute_filter=_attribute,
        url_schemes={"data"},
        link_rel=None,
    ).strip()
    if not cleaned.startswith("<svg"):
        raise DamagedBlobError("the SVG cannot be read: it draws nothing", "save it as a file")
    # As XML it needs its names told, and knows no &nbsp;.
    drawing = f'<svg xmlns="{_SPACE}" xmlns:xlink="{_LINKS}"{cleaned[4:]}'.replace("&nbsp;", "&#160;")
    try:
        root = ET.fromstring(drawing)  # noqa: S314  nh3 wrote it: there are no entities
    except ET.ParseError as error:
        raise DamagedBlobError(f"the SVG cannot be read: {error}", "save it as a file") from error
    if _drawn(root) > MAX_DRAWN:
        raise LargeBlobError(
            f"the SVG draws more than {MAX_DRAWN:,} elements, by elements that use each other",
            "save it as a file",
        )
    return drawing.encode()


def _attribute(element: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if _OWN.match(value) or (element == "image" and _PICTURE.match(value)) else None
    return None if _OUTSIDE.search(value) else value


def _pixels(length: str) -> int:
    found = _LENGTH.match(length)
    try:
        return round(float(found[1]) * _PIXELS[found[2].lower()]) if found else 0
    except (ValueError, OverflowError):
        return 0


def _drawn(root: ET.Element) -> int:
    """How many elements are drawn, each counted wherever it is used; it stops counting beyond `MAX_DRAWN`."""
    elements = list(root.iter())
    places = {element.get("id"): place for place, element in enumerate(elements) if element.get("id")}
    at = {id(element): place for place, element in enumerate(elements)}
    below = [[at[id(child)] for child in element] for element in elements]
    used = [
        [
            places[name]
            for value in element.attrib.values()
            for name in _NAMED.findall(value)
            if name in places
        ]
        for element in elements
    ]
    drawn = [1] * len(elements)
    # What is used may stand anywhere: again until nothing changes.
    for _ in range(_MOST_DEEP):
        before = drawn.copy()
        for place in reversed(range(len(elements))):
            all_of_it = 1 + sum(drawn[one] for one in below[place]) + sum(drawn[one] for one in used[place])
            drawn[place] = min(all_of_it, MAX_DRAWN + 1)
        if before == drawn:
            break
        if drawn[0] > MAX_DRAWN:
            return drawn[0]
    else:  # a circle, or as good as one
        return MAX_DRAWN + 1
    return drawn[0]
