"""Layouts of the custom scalars page: which tags share a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sonde.writer.message import message, metadata, string_tensor, summary, value

_TAG = "custom_scalars__config__"


def layout_summary(layout: Mapping[str, Mapping[str, Sequence[Any]]]) -> bytes:
    """A Summary of {category: {chart: [kind, tags]}}; kind Margin needs exactly value, lower and upper tag.

    Schema: tensorboard/plugins/custom_scalar/layout.proto.
    """
    categories = (
        message((1, category), *((2, _chart(title, kind, tags)) for title, (kind, tags) in charts.items()))
        for category, charts in layout.items()
    )
    content = message(*((2, category) for category in categories))
    return summary(value(_TAG, 8, string_tensor([content], []), metadata("custom_scalars")))


def _chart(title: str, kind: str, tags: Sequence[str]) -> bytes:
    if kind == "Margin":
        if len(tags) != 3:
            raise ValueError(
                f"expected the three tags value, lower and upper for {title!r}, found {len(tags)}"
            )
        series = message((1, tags[0]), (2, tags[1]), (3, tags[2]))
        return message((1, title), (3, message((1, series))))
    return message((1, title), (2, message(*((1, tag) for tag in tags))))
