"""Every page of cards on paper: cards stand whole, one beside or below another, with what was in sight."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from sonde import SummaryWriter
from sonde import summary as summaries
from support.boards import PATIENCE_SECS

PAPER_PX = 720
"""About as wide as a page of A4 between its margins."""

PANELS = (
    *("timeseries", "histograms", "images", "audio", "video", "text"),
    *("pr_curves", "meshes", "tensors", "custom_charts"),
)

# Cards that are in sight on the paper, and what each holds.
CARDS = """
() => [...document.querySelectorAll('article[data-tag]')].map((card) => {
  const box = card.getBoundingClientRect();
  const parts = [...card.querySelectorAll('canvas, img, video, svg.drawn, .document, table')].filter((part) =>
    part.getBoundingClientRect().width > 0);
  return { tag: card.dataset.tag, left: box.left, top: box.top + scrollY, width: box.width, height: box.height,
    parts: parts.length, visible: getComputedStyle(card).visibility === 'visible' };
})
"""


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind, in one run."""
    root = tmp_path_factory.mktemp("kinds")
    random = np.random.default_rng(0)
    with SummaryWriter(root / "a") as writer:
        for step in range(5):
            writer.add_scalar("loss", 1 / (1 + step), step)
            writer.add_histogram("weights", random.normal(size=500), step)
            writer.add_image("picture", random.integers(0, 255, (3, 32, 32), np.uint8), step)
            writer.add_audio("sound", np.sin(np.linspace(0, 700, 8000)), step, sample_rate=8000)
            writer.add_text("answer", f"# Step {step}\n\nsome words", step)
            writer.add_pr_curve("curve", random.integers(0, 2, 100), random.random(100), step)
            writer.add_mesh("cloud", random.random((1, 50, 3)), global_step=step)
        for number in range(7):
            writer.add_image(f"more/{number}", random.integers(0, 255, (3, 32, 32), np.uint8), 0)
            writer.add_histogram(f"more/{number}", random.normal(size=100), 0)
            writer.add_text(f"more/{number}", f"text {number}", 0)
        writer.add_custom_scalars({"Loss": {"both": ["Multiline", ["loss"]]}})
    with SummaryWriter(root / "film") as writer:
        writer.add_video("film", random.integers(0, 255, (1, 4, 3, 16, 16), np.uint8), 0)
    with summaries.create_file_writer(str(root / "tensors")).as_default():
        summaries.write("tensor", random.normal(size=(6, 8)).astype(np.float32), step=0)
    return root


@pytest.mark.parametrize("panel", PANELS)
def test_cards_are_whole_on_paper(serve, open_page, logdir, panel):
    page = open_page(f"{serve(logdir).url}#/{panel}", width=1200, height=1000)
    deadline = time.monotonic() + PATIENCE_SECS
    while not any(card["parts"] for card in page.evaluate(CARDS)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    page.wait_for_timeout(500)
    before = {card["tag"]: card["parts"] for card in page.evaluate(CARDS)}

    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_PX, "height": 1000})
    page.wait_for_timeout(500)
    cards = [card for card in page.evaluate(CARDS) if card["width"] > 0]

    assert cards
    for card in cards:
        assert card["visible"], card
        assert card["left"] >= 0, card
        assert card["left"] + card["width"] <= PAPER_PX + 1, card
        assert card["parts"] >= min(1, before.get(card["tag"], 0)), (card, before)
    for i, one in enumerate(cards):
        for other in cards[i + 1 :]:
            beside = (
                one["left"] + one["width"] <= other["left"] + 1
                or other["left"] + other["width"] <= one["left"] + 1
            )
            below = (
                one["top"] + one["height"] <= other["top"] + 1
                or other["top"] + other["height"] <= one["top"] + 1
            )
            assert beside or below, (one, other)
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER_PX
    # As the browser prints it: more than one blank page, no card cut.
    assert len(page.pdf(format="A4")) > 5_000
