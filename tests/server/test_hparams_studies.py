"""Studies of Optuna and KerasTuner as the server answers them: beside runs, and named on the command line."""

from __future__ import annotations

import json
import math
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import optuna
import pytest
from starlette.testclient import TestClient

import sonde
from sonde.server.app import Application
from support.arrow import read_arrow
from support.event_logs import write_run

RECORDED = Path(__file__).parents[1] / "data" / "keras_tuner"
optuna.logging.set_verbosity(optuna.logging.WARNING)


def _study(path: Path, trials: int = 40) -> None:
    sampler = optuna.samplers.RandomSampler(seed=1)
    study = optuna.create_study(study_name="search", storage=f"sqlite:///{path}", sampler=sampler)

    def objective(trial: optuna.Trial) -> float:
        lr = trial.suggest_float("lr", 1e-5, 1e-1, log=True)
        trial.suggest_float("momentum", 0, 1)
        extra = {"adam": 0.0, "sgd": 0.1}[trial.suggest_categorical("optimizer", ["adam", "sgd"])]
        return (math.log10(lr) + 3) ** 2 + extra

    study.optimize(objective, n_trials=trials)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("study") / "search.db"
    _study(path)
    return path


@pytest.fixture
def logdir(tmp_path: Path, database: Path) -> Path:
    root = tmp_path / "runs"
    write_run(root / "trial-3", {"loss": [(0, 1.0)]}, 1000.0)
    write_run(root / "trial-30" / "train", {"loss": [(0, 1.0)]}, 1000.0)
    write_run(root / "tuned" / "2" / "execution0" / "train", {"loss": [(0, 1.0)]}, 1000.0)
    shutil.copy(database, root / "search.db")
    (root / "words.db").write_text("words")
    shutil.copytree(RECORDED, root / "tuned", dirs_exist_ok=True)
    return root


def _client(board: Any, tmp_path: Path, *studies: str) -> TestClient:
    app = Application(board, web_root=tmp_path / "web", studies=studies)
    return TestClient(app, base_url="http://localhost:6006", raise_server_exceptions=False)


@pytest.fixture
def client(logdir: Path, tmp_path: Path) -> Iterator[TestClient]:
    with sonde.open(logdir) as board:
        yield _client(board, tmp_path)


def _table(client: TestClient, **question: Any) -> tuple[dict[str, list[Any]], list[Any]]:
    found = client.post("/api/hparams/trials", json=question)
    assert found.status_code == 200, found.text
    columns, _, metadata = read_arrow(found.content)
    return columns, json.loads(metadata["categories"])


OPTUNA = "optuna:search.db#search"
KERAS_TUNER = "keras_tuner:tuned/regression#regression"


def test_studies_beside_runs_are_found(client: TestClient):
    found = client.get("/api/hparams/sources").json()
    assert [(one["id"], one["tool"], one["name"], one["problem"]) for one in found] == [
        (OPTUNA, "optuna", "search", ""),
        (KERAS_TUNER, "keras_tuner", "regression", ""),
    ]


def test_what_no_series_says_is_counted(client: TestClient, logdir: Path):
    assert client.get("/api/hparams/found").json() == {"files": 0, "studies": 2}


def test_the_columns_of_a_study(client: TestClient):
    found = client.get("/api/hparams/columns", params={"source": OPTUNA}).json()
    assert (found["trials"], found["sessions"]) == (40, 40)
    by_name = {one["name"]: one for one in found["hparams"]}
    assert by_name["lr"]["logarithmic"]
    assert not by_name["momentum"]["logarithmic"]
    assert by_name["optimizer"]["categories"] == ["adam", "sgd"]
    assert [(one["tag"], one["goal"], one["trials"]) for one in found["metrics"]] == [("value", "min", 40)]
    keras = client.get("/api/hparams/columns", params={"source": KERAS_TUNER}).json()
    assert [one["tag"] for one in keras["metrics"]] == ["score", "loss", "mae", "val_loss", "val_mae"]


def test_the_trials_of_a_study_are_those_that_optuna_has(client: TestClient, logdir: Path):
    table, categories = _table(client, source=OPTUNA, hparams=["lr", "optimizer"], metrics=[{"tag": "value"}])
    theirs = optuna.load_study(study_name="search", storage=f"sqlite:///{logdir}/search.db").trials
    assert table["h0"] == [trial.params["lr"] for trial in theirs]
    assert [categories[1][int(number)] for number in table["h1"]] == [
        trial.params["optimizer"] for trial in theirs
    ]
    assert table["m0"] == [trial.value for trial in theirs]
    assert table["runs"][3] == ["trial-3"]
    assert table["runs"][30] == ["trial-30/train"]
    assert sum(map(len, table["runs"])) == 2


def test_the_runs_of_keras_tuners_trials(client: TestClient):
    table, categories = _table(client, source=KERAS_TUNER, hparams=["dropout", "units"])
    assert categories == [["false", "true"], []]
    assert [run for runs in table["runs"] for run in runs] == ["tuned/2/execution0/train"]
    assert table["runs"][2]
    assert table["state"] == ["finished"] * 6


def test_importance_finds_what_the_study_depends_on(client: TestClient):
    answer = client.post(
        "/api/hparams/importance", json={"source": OPTUNA, "metric": {"tag": "value"}}
    ).json()
    assert answer["found"][0]["name"] == "lr"
    assert answer["trials"] == 40
    some = {"source": OPTUNA, "metric": {"tag": "value"}, "trials": ["trial 1", "trial 2", "no such"]}
    few = client.post("/api/hparams/importance", json=some).json()
    assert (few["problem"], few["trials"], few["found"], few["score"]) == ("few", 2, [], None)


def test_contour(client: TestClient):
    asked = {
        "source": OPTUNA,
        "metric": {"tag": "value"},
        "x": "lr",
        "y": "optimizer",
        "log_x": True,
        "size": 9,
    }
    answer = client.post("/api/hparams/contour", json=asked).json()
    assert answer["y_categories"] == ["adam", "sgd"]
    assert [len(row) for row in answer["z"]] == [9, 9]
    assert answer["z"][0][0] > answer["z"][0][4]


def test_what_is_not_there_is_said(client: TestClient):
    gone = client.get("/api/hparams/columns", params={"source": "optuna:no#such"})
    assert gone.status_code == 404
    other = client.post("/api/hparams/trials", json={"source": OPTUNA, "hparams": ["nothing"]})
    assert other.status_code == 404
    assert "nothing" in other.json()["error"]["message"]


def test_a_study_is_read_anew_when_it_grows(client: TestClient, logdir: Path):
    before = client.get("/api/hparams/columns", params={"source": OPTUNA}).json()["trials"]
    optuna.load_study(study_name="search", storage=f"sqlite:///{logdir}/search.db").optimize(
        lambda trial: trial.suggest_float("lr", 1e-5, 1e-1, log=True), n_trials=1
    )
    assert client.get("/api/hparams/columns", params={"source": OPTUNA}).json()["trials"] == before + 1


def test_studies_named_on_the_command_line(logdir: Path, tmp_path: Path):
    _study(tmp_path / "elsewhere.db", 2)
    with sonde.open(logdir) as board:
        named = [f"sqlite:///{tmp_path}/elsewhere.db", "postgresql+no://me:secret@host/db"]
        client = _client(board, tmp_path, *named)
        answer = client.get("/api/hparams/sources")
    assert "secret" not in answer.text
    found = answer.json()[2:]
    assert [one["name"] for one in found] == ["search", "postgresql+no://me:…@host/db"]
    assert "cannot be read" in found[1]["problem"]
    broken = client.get("/api/hparams/columns", params={"source": found[1]["id"]})
    assert (broken.status_code, "cannot be read" in broken.text) == (404, True)


def test_without_the_extra_each_answer_says_what_to_install(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "optuna", None)
    (one, keras) = client.get("/api/hparams/sources").json()
    assert "needs optuna" in one["problem"]
    assert "sonde[analysis]" in one["hint"]
    assert keras["problem"] == ""
    for name in [name for name in sys.modules if name.split(".")[0] == "sklearn"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sklearn", None)
    few = {"source": KERAS_TUNER, "metric": {"tag": "score"}}
    answer = client.post("/api/hparams/importance", json=few)
    # Six trials are too few to need it.
    assert answer.json()["problem"] == "few"
