"""Every method of torch.utils.tensorboard.SummaryWriter. Needs torch, tensorboard and pillow."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def make(logs: Path) -> None:
    import torch
    from torch.utils.tensorboard import SummaryWriter

    rng = np.random.default_rng(4)
    torch.manual_seed(4)
    with SummaryWriter(str(logs)) as writer:
        for step in range(4):
            writer.add_scalar("loss/train", 1 / (step + 1), step)
            writer.add_scalars("both", {"a": step, "b": -step}, step)
            writer.add_histogram("histogram", rng.normal(size=50), step, bins="auto")
        writer.add_histogram("histogram_of_tensorflow_bins", rng.normal(size=50), 0)
        writer.add_histogram_raw("raw", 0.0, 2.0, 3, 3.0, 5.0, [1.0, 2.0], [1, 2], 0)
        writer.add_scalar("special", float("nan"), 0)
        writer.add_scalar("special", float("inf"), 1)
        writer.add_scalar("new_style", 2.5, 1, new_style=True)
        writer.add_scalar("float64", 1.23456789012345, 1, new_style=True, double_precision=True)
        writer.add_tensor("tensor", torch.arange(6).reshape(2, 3), 1)
        writer.add_image("image", rng.random((3, 4, 5)).astype("f4"), 0)
        writer.add_images("images", rng.random((4, 3, 4, 4)).astype("f4"), 0)
        writer.add_image_with_boxes("boxes", rng.random((3, 8, 8)).astype("f4"), np.array([[1, 1, 5, 5]]), 0)
        writer.add_text("text", "step **0**", 0)
        writer.add_audio("audio", np.sin(np.arange(50) * 0.2).astype("f4").reshape(1, -1), 0, 8000)
        writer.add_pr_curve("pr", rng.integers(0, 2, 50), rng.random(50), 0, num_thresholds=11)
        colors = (rng.random((1, 5, 3)) * 255).astype("i4")
        writer.add_mesh("mesh", torch.rand(1, 5, 3), torch.from_numpy(colors), global_step=0)
        writer.add_graph(torch.nn.Linear(4, 2), torch.rand(1, 4))
        layout = {
            "Group": {"multi": ["Multiline", ["loss/.*"]], "margin": ["Margin", ["loss/train", "lo", "hi"]]}
        }
        writer.add_custom_scalars(layout)
        writer.add_hparams({"lr": 0.1, "name": "x", "flag": True, "n": 3}, {"m/acc": 0.5}, run_name="trial")
