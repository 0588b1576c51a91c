"""`sonde demo`: a real training run, followed live."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import pytest

import sonde
from sonde.cli import main
from sonde.cli.demo.digits import Digits, load_digits
from sonde.cli.demo.network import Network
from sonde.cli.demo.training import LEARNING_RATES, rate_at
from support.servers import SondeProcess

pytest.importorskip("sklearn", reason="the demo's digits come with scikit-learn")

TAGS = {
    "accuracy/train",
    "accuracy/validation",
    "loss/train",
    "loss/validation",
    "norm/gradient",
    "norm/weights",
    "optimizer/learning_rate",
    "spread/least",
    "spread/mean",
    "spread/most",
}


def test_it_trains_is_followed_live_and_ends_with_once(tmp_path: Path) -> None:
    with SondeProcess("demo", "--once", "--seconds", "3", "--logdir", str(tmp_path)) as server:
        stream = server.live()
        growing = [
            stream.wait_for(lambda event, least=least: event["points"] > least)["points"]
            for least in (0, 500, 1500)
        ]
        out, err = server.rest()
        server.process.wait()

    assert server.process.returncode == 0
    assert "training five networks for 3 seconds" in out
    assert err == ""
    assert growing == sorted(set(growing))
    with sonde.open(tmp_path) as board:
        assert {run.name for run in board.runs()} == {f"rate-{rate:g}" for rate in LEARNING_RATES}
        assert {info.tag for info in board.series(kind="scalars")} == TAGS
        losses = board.scalars("rate-0.1", "loss/train").values
        others = {(info.kind, info.tag) for info in board.series(run="rate-0.1") if info.kind != "scalars"}
    assert losses[-20:].mean() < losses[:20].mean() / 2
    assert others == {
        ("audio", "loss/sound"),
        ("custom_scalars", "custom_scalars__config__"),
        ("histograms", "weights/hidden"),
        ("histograms", "weights/output"),
        ("hparams", "_hparams_/experiment"),
        ("hparams", "_hparams_/session_start_info"),
        ("hparams", "_hparams_/session_end_info"),
        ("images", "digits/misread"),
        ("images", "units/film"),
        ("images", "units/hidden"),
        ("mesh", "digits/hidden space_COLOR"),
        ("mesh", "digits/hidden space_VERTEX"),
        ("mesh", "loss/landscape_COLOR"),
        ("mesh", "loss/landscape_FACE"),
        ("mesh", "loss/landscape_VERTEX"),
        ("pr_curves", "digits/reads 8"),
        ("tensor", "digits/confusion"),
        ("text", "about/text_summary"),
        ("text", "report/text_summary"),
        ("videos", "units/film/video"),
    }


def test_after_the_training_it_goes_on_serving(tmp_path: Path) -> None:
    with SondeProcess("demo", "--seconds", "0.5", "--logdir", str(tmp_path)) as server:
        lines = [server.process.stdout.readline() for _ in range(2)]
        runs = server.get("/api/runs")
        status, _, err = server.stop()

    assert "the page stays until Ctrl-C" in lines[1]
    assert len(runs) == len(LEARNING_RATES)
    assert (status, err) == (0, "")


def test_ctrl_c_ends_the_training_too(tmp_path: Path) -> None:
    with SondeProcess("demo", "--seconds", "60", "--logdir", str(tmp_path)) as server:
        server.live().wait_for(lambda event: event["points"] > 0)
        status, _, err = server.stop()
        sizes = [[file.stat().st_size for file in tmp_path.rglob("*tfevents*")] for _ in range(2)]

    assert (status, err) == (0, "")
    assert sizes[0] == sizes[1]


def test_the_training_ends_when_the_demo_is_killed(tmp_path: Path) -> None:
    with SondeProcess("demo", "--seconds", "60", "--logdir", str(tmp_path)) as server:
        server.live().wait_for(lambda event: event["points"] > 0)
        begun = time.monotonic()
        server.process.kill()
        server.process.stdout.read()  # its end comes when the trainer, who shares it, has ended too

    assert time.monotonic() - begun < 30


def test_without_scikit_learn_it_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    assert main(["demo", "--no-browser"]) == 1
    assert "pip install 'sonde[demo]'" in capsys.readouterr().err


# The network


@pytest.fixture(scope="module")
def digits() -> Digits:
    return load_digits()


def test_the_digits_are_those_of_scikit_learn(digits: Digits) -> None:
    from sklearn.datasets import load_digits as load_by_sklearn

    theirs = load_by_sklearn()
    assert np.array_equal(digits.images * 16, theirs.data)
    assert np.array_equal(digits.labels, theirs.target)


def test_the_gradient_is_the_slope_of_the_loss(digits: Digits) -> None:
    network = Network.random(seed=3)
    network.weights = [weight.astype(np.float64) for weight in network.weights]
    batch = digits.part(slice(0, 20))
    _, _, gradient = network.gradient(batch)
    random = np.random.default_rng(0)
    for weight, slope in zip(network.weights, gradient, strict=True):
        for place in [tuple(random.integers(0, size) for size in weight.shape) for _ in range(5)]:
            before, weight[place] = weight[place], weight[place] + 1e-6
            above = network.measure(batch)[0]
            weight[place] = before - 1e-6
            below = network.measure(batch)[0]
            weight[place] = before
            assert slope[place] == pytest.approx((above - below) / 2e-6, rel=1e-3, abs=1e-8)


@pytest.mark.parametrize(("rate", "learns"), [(0.001, False), (0.1, True), (2.0, False)])
def test_rates_do_what_the_demo_says(digits: Digits, rate: float, learns: bool) -> None:
    network = Network.random(seed=0)
    random = np.random.default_rng(1)
    with np.errstate(all="ignore"):
        for step in range(1000):
            batch = digits.part(random.integers(0, len(digits), 64))
            network.step(network.gradient(batch)[2], rate_at(rate, step / 1000))
        loss, accuracy = network.measure(digits)

    assert (accuracy > 0.97) == learns
    assert math.isfinite(loss) == (rate < 1)


def test_the_rate_warms_up_and_then_falls() -> None:
    rates = [rate_at(1.0, progress / 100) for progress in range(101)]

    assert rates[0] < 0.05
    assert max(rates) == pytest.approx(1.0)
    assert rates[-1] == pytest.approx(0.1)
    assert rates.index(max(rates)) == 20
