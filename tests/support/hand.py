"""A hand: fingers on an element of a page, as a touch screen sends them."""

from __future__ import annotations

from playwright.sync_api import CDPSession, Locator

Place = tuple[float, float]


class Hand:
    """Fingers on one element; places are parts of its width and height."""

    def __init__(self, element: Locator) -> None:
        self._devices: CDPSession = element.page.context.new_cdp_session(element.page)
        box = element.bounding_box()
        assert box is not None
        self._box = box

    def put(self, kind: str, *places: Place) -> None:
        """`touchStart`, `touchMove` or `touchEnd`, with where the fingers are."""
        box = self._box
        points = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in places]
        self._devices.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def slide(self, start: tuple[Place, ...], end: tuple[Place, ...], moves: int = 8) -> None:
        """As many fingers as there are places go from one to the other."""
        self.put("touchStart", *start)
        for part in range(1, moves + 1):
            share = part / moves
            self.put(
                "touchMove",
                *(
                    (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
                    for a, b in zip(start, end, strict=True)
                ),
            )
        self.put("touchEnd")
