"""What scalars come to, how far runs have come, and what runs say to plugins: exact, of current points, whatever the files do."""

from __future__ import annotations

import numpy as np

from support.event_writer import EventWriter, value
from support.records import metadata

NAN = float("nan")


def test_metrics_are_of_current_points(query):
    found = query.metric_summaries(["loss", "accuracy", "nothing"])

    assert (found.tags, found.run_names) == (("loss", "accuracy", "nothing"), ("eval", "train"))
    assert found.generation == query.generation
    assert found.counts.tolist() == [[1, 4], [1, 0], [0, 0]]
    train = [(name, getattr(found, name)[0, 1]) for name in ("firsts", "lasts", "mins", "maxs", "means")]
    assert train == [("firsts", 4), ("lasts", 0.5), ("mins", 0.5), ("maxs", 8), ("means", 3.625)]
    steps = [getattr(found, name)[0, 1] for name in ("first_steps", "last_steps", "min_steps", "max_steps")]
    assert steps == [0, 3, 3, 2]
    assert (found.last_wall_times[0, 1], found.lasts[1, 0], found.last_steps[1, 0]) == (2e9 + 3, 0.5, 12)


def test_metrics_of_some_runs_stand_in_the_order_asked_for(query):
    found = query.metric_summaries(["loss"], ["train", "gone", "eval", "train"])

    assert found.run_names == ("train", "eval")
    assert found.lasts.tolist() == [[0.5, 3.0]]
    assert query.metric_summaries([], ["train"]).counts.shape == (0, 1)
    assert query.metric_summaries(["loss"], []).counts.shape == (1, 0)


def test_metrics_agree_with_numpy_over_attempts_writers_and_growth(implementation, tmp_path):
    random = np.random.default_rng(7)
    tags = ["loss", "val/acc", "lr"]
    files: list[EventWriter] = []
    wanted: dict[tuple[str, str], dict[str, float]] = {}

    def write(run: str, name: str, begin: float, first: int, size: int) -> dict[str, np.ndarray]:
        writer = EventWriter(tmp_path / run / f"events.out.tfevents.{name}", begin)
        files.append(writer)
        drawn = {tag: random.normal(size=size).astype(np.float32).astype(float) for tag in tags}
        for numbers in drawn.values():
            numbers[random.random(size) < 0.2] = NAN
        for step in range(size):
            for tag, numbers in drawn.items():
                writer.scalar(tag, first + step, numbers[step], begin + step)
        return drawn

    def expect(run: str, parts: list[tuple[int, dict[str, np.ndarray]]], last: int) -> None:
        """Of parts (first step, values by tag); the last one holds the last point."""
        for tag in tags:
            steps = np.concatenate([first + np.arange(len(part[tag])) for first, part in parts])
            numbers = np.concatenate([part[tag] for _, part in parts])
            wanted[run, tag] = {
                "counts": len(numbers),
                "finite_counts": int(np.isfinite(numbers).sum()),
                "firsts": parts[0][1][tag][0],
                "lasts": parts[-1][1][tag][-1],
                "last_steps": last,
                "mins": np.nanmin(numbers),
                "min_steps": steps[np.nanargmin(numbers)],
                "maxs": np.nanmax(numbers),
                "max_steps": steps[np.nanargmax(numbers)],
                "means": np.nanmean(numbers),
            }

    expect("one", [(0, write("one", "1.h.1", 1e9, 0, 1100))], 1099)
    # Resumed from step 300: what the first file has from there on is superseded.
    before, after = write("resumed", "1.h.1", 1e9, 0, 700), write("resumed", "2.h.1", 1.1e9, 300, 600)
    expect("resumed", [(0, {tag: numbers[:300] for tag, numbers in before.items()}), (300, after)], 899)
    # Two ranks at once; the second began later and wrote last.
    expect(
        "ranks",
        [(0, write("ranks", "1.a.1", 1e9, 0, 60)), (0, write("ranks", "1.b.2", 1e9 + 0.5, 0, 60))],
        59,
    )

    def check(found) -> None:
        for (run, tag), columns in wanted.items():
            at = tags.index(tag), found.run_names.index(run)
            for name, number in columns.items():
                np.testing.assert_allclose(
                    getattr(found, name)[at], number, rtol=1e-12, err_msg=f"{run} {tag} {name}"
                )

    with implementation(tmp_path) as growing:
        check(growing.query.metric_summaries(tags))
        earlier = growing.query
        for step in range(1100, 1700):
            for tag in tags:
                files[0].scalar(tag, step, -100.0 - step, 1e9 + step)
        while growing.query.totals().points < earlier.totals().points + 1800:
            growing.wait(growing.generation, 1)
        check(earlier.metric_summaries(tags))
        grown = growing.query.metric_summaries(tags, ["one"])
        assert grown.counts.tolist() == [[1700]] * 3
        assert (grown.mins == -1799).all()
        assert (grown.min_steps == 1699).all()
        assert grown.maxs[0, 0] == wanted["one", "loss"]["maxs"]
    for file in files:
        file.close()


def test_paces_say_how_far_runs_have_come(query):
    found = query.paces(["train", "eval", "gone"])

    assert found.run_names == ("train", "eval")
    assert found.known.tolist() == [True, True]
    assert found.last_steps.tolist() == [3, 12]
    assert found.steps_per_second[0] == 1.0


def test_what_runs_say_to_a_plugin(newest, growing, logdir):
    def said(content: str) -> bytes:
        return value("_hparams_/session_start_info", metadata=metadata("hparams", content=content.encode()))

    with EventWriter(logdir / "train" / "events.out.tfevents.3.host.8", 3e9) as writer:
        writer.values(0, said("second"))
    with EventWriter(logdir / "train" / "events.out.tfevents.2.host.8", 4e9) as writer:
        writer.values(0, said("third"))
    with EventWriter(logdir / "eval" / "events.out.tfevents.0.host.7", 1e9) as writer:
        writer.values(0, said("first"))
    while newest().totals().points < 16:
        pass
    found = newest().plugin_contents("_hparams_/session_start_info", "hparams")

    assert found == {"eval": (b"first",), "train": (b"second", b"third")}
    assert newest().plugin_contents("_hparams_/session_start_info", "hparams", ["eval", "gone"]) == {
        "eval": (b"first",)
    }
    assert newest().plugin_contents("loss", "hparams") == {}
