"""Every method of tensorboardX.SummaryWriter that needs no graph. Needs tensorboardX and pillow."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def make(logs: Path) -> None:
    from tensorboardX import SummaryWriter

    rng = np.random.default_rng(5)
    with SummaryWriter(str(logs)) as writer:
        for step in range(4):
            writer.add_scalar("loss/train", 1 / (step + 1), step)
            writer.add_scalars("both", {"a": step, "b": -step}, step)
            writer.add_histogram("histogram", rng.normal(size=50), step)
        writer.add_image("image", rng.random((3, 4, 5)).astype("f4"), 0)
        writer.add_images("images", rng.random((4, 3, 4, 4)).astype("f4"), 0)
        writer.add_text("text", "step **0**", 0)
        writer.add_audio("audio", np.sin(np.arange(50) * 0.2).astype("f4").reshape(-1, 1), 0, 8000)
        writer.add_pr_curve("pr", rng.integers(0, 2, 50), rng.random(50), 0, num_thresholds=11)
        writer.add_custom_scalars({"Group": {"multi": ["Multiline", ["loss/.*"]]}})
        writer.add_hparams({"lr": 0.1, "name": "x", "flag": True, "n": 3}, {"m/acc": 0.5}, name="trial")
