"""The callbacks for training frameworks, each run by its real framework."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from tensorboard.plugins.hparams import api_pb2
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData

from support.tensorboard_reader import all_events, read_all, read_run

pytestmark = pytest.mark.filterwarnings("ignore")  # the frameworks' own


def session(directory: Path) -> tuple[dict, str, list[str]]:
    """The hyperparameters of a run, how it ended, and the metrics to judge it by."""
    told = {}
    for event in all_events(directory):
        for value in event.summary.value:
            if value.metadata.plugin_data.plugin_name == "hparams":
                told[value.tag] = HParamsPluginData.FromString(value.metadata.plugin_data.content)
    start = told["_hparams_/session_start_info"].session_start_info
    values = {name: getattr(value, value.WhichOneof("kind")) for name, value in start.hparams.items()}
    end = told.get("_hparams_/session_end_info")
    status = api_pb2.Status.Name(end.session_end_info.status) if end else "STATUS_RUNNING"
    experiment = told.get("_hparams_/experiment")
    return (
        values,
        status,
        [info.name.tag for info in experiment.experiment.metric_infos] if experiment else [],
    )


# --- Lightning ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lightning():
    import lightning.pytorch as pl

    return pl


def lightning_module(pl, fail_at=None):
    class Module(pl.LightningModule):
        def __init__(self, lr=0.1, flag=True):
            super().__init__()
            self.save_hyperparameters()
            self.layer = torch.nn.Linear(4, 1)

        def training_step(self, batch, index):
            if fail_at is not None and self.global_step >= fail_at:
                raise RuntimeError("the loss exploded")
            loss = self.layer(batch[0]).pow(2).mean()
            self.log("loss", loss)
            self.logger.experiment.add_histogram("weights", self.layer.weight, self.global_step)
            return loss

        def validation_step(self, batch, index):
            self.log("val_loss", self.layer(batch[0]).pow(2).mean())

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=0.1)

    return Module()


def lightning_fit(pl, logger, module):
    data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(32, 4)), batch_size=4)
    trainer = pl.Trainer(
        max_epochs=2,
        logger=logger,
        log_every_n_steps=2,
        enable_progress_bar=False,
        enable_model_summary=False,
        enable_checkpointing=False,
        accelerator="cpu",
    )
    trainer.fit(module, data, data)


def test_lightning_logs_metrics_and_hyperparameters(tmp_path, lightning):
    from sonde.lightning import SondeLogger

    logger = SondeLogger(tmp_path, name="net")
    assert isinstance(logger, lightning.loggers.Logger)
    lightning_fit(lightning, logger, lightning_module(lightning))

    directory = tmp_path / "net" / "version_0"
    assert logger.log_dir == str(directory)
    run = read_run(directory)
    assert run["loss"].steps == [1, 3, 5, 7, 9, 11, 13, 15]
    assert run["val_loss"].steps == [7, 15]
    assert len(run["weights"].points) == 16
    assert session(directory) == ({"lr": 0.1, "flag": True}, "STATUS_SUCCESS", ["hp_metric"])
    assert SondeLogger(tmp_path, name="net").version == 1


def test_lightning_training_that_fails_is_a_failure(tmp_path, lightning):
    from sonde.lightning import SondeLogger

    logger = SondeLogger(tmp_path, name="", version="run", prefix="p", default_hp_metric=False)
    with pytest.raises(RuntimeError, match="exploded"):
        lightning_fit(lightning, logger, lightning_module(lightning, fail_at=3))

    assert session(tmp_path / "run") == ({"lr": 0.1, "flag": True}, "STATUS_FAILURE", [])
    assert "p-loss" in read_run(tmp_path / "run")
    ends = [
        v
        for e in all_events(tmp_path / "run")
        for v in e.summary.value
        if v.tag == "_hparams_/session_end_info"
    ]
    assert "the loss exploded" in ends[0].metadata.summary_description


def test_lightning_loggers_logs_nested_and_unusual_hyperparameters(tmp_path, lightning):
    from argparse import Namespace

    from sonde.lightning import SondeLogger

    logger = SondeLogger(tmp_path, version=3, sub_dir="sub")
    logger.log_hyperparams(
        Namespace(a={"b": 1, "c": [1, 2]}, f=torch.relu, n=None, t=torch.tensor(2)), {"acc": 0.5}
    )
    logger.log_metrics({"both": {"a": 1, "b": 2}}, 4)
    logger.finalize("success")

    directory = tmp_path / "lightning_logs" / "version_3" / "sub"
    values, status, metrics = session(directory)
    assert values == {"a/b": 1, "a/c": "[1, 2]", "f": "relu", "t": 2}
    assert (status, metrics) == ("STATUS_SUCCESS", ["acc"])
    assert "both_a: both" in read_all(directory)


# --- transformers ----------------------------------------------------------------------------------------------------


def trainer_with(callback, tmp_path, **arguments):
    import transformers

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(4, 1)
            self.config = transformers.PretrainedConfig(hidden_size=4)

        def forward(self, x, labels):
            return {"loss": (self.layer(x).squeeze() - labels).pow(2).mean()}

    data = [{"x": torch.ones(4), "labels": torch.tensor(1.0)} for _ in range(16)]
    settings = transformers.TrainingArguments(
        output_dir=str(tmp_path / "out"),
        report_to="none",
        logging_steps=2,
        num_train_epochs=2,
        per_device_train_batch_size=4,
        eval_strategy="epoch",
        save_strategy="no",
        disable_tqdm=True,
        use_cpu=True,
        **arguments,
    )
    return transformers.Trainer(
        Model(), settings, train_dataset=data, eval_dataset=data, callbacks=[callback]
    )


def test_transformers_trainer(tmp_path):
    from sonde.transformers import SondeCallback

    callback = SondeCallback(log_dir=tmp_path / "run")
    trainer_with(callback, tmp_path, learning_rate=0.01).train()

    run = read_run(tmp_path / "run")
    assert run["train/loss"].steps == [2, 4, 6, 8]
    assert run["eval/loss"].steps == [4, 8]
    assert json.loads(run["args/text_summary"].values[0][0])["learning_rate"] == 0.01
    assert json.loads(run["model_config/text_summary"].values[0][0])["hidden_size"] == 4
    values, status, metrics = session(tmp_path / "run")
    assert values["learning_rate"] == 0.01
    assert (status, metrics) == ("STATUS_SUCCESS", ["train/loss", "eval/loss"])
    assert callback.dropped == 0


def test_transformers_default_directory(tmp_path, monkeypatch):
    from sonde.transformers import SondeCallback

    trainer_with(SondeCallback(), tmp_path).train()

    (directory,) = (tmp_path / "out" / "runs").iterdir()
    assert "train/loss" in read_run(directory)


# --- XGBoost and LightGBM ----------------------------------------------------------------------------------------------


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3))
    return x, x[:, 0] * 2 + rng.normal(size=200) * 0.1


def test_xgboost(tmp_path, table):
    import xgboost

    from sonde.xgboost import SondeCallback

    data = xgboost.DMatrix(*table)
    callback = SondeCallback(tmp_path, hparams={"eta": 0.3})
    xgboost.train({"eta": 0.3}, data, 5, evals=[(data, "train")], callbacks=[callback], verbose_eval=False)

    run = read_run(tmp_path)
    assert run["train/rmse"].steps == [0, 1, 2, 3, 4]
    assert run["train/rmse"].values == sorted(run["train/rmse"].values, reverse=True)
    assert run["importance/f0"].values[0] > run["importance/f1"].values[0]
    assert session(tmp_path) == ({"eta": 0.3}, "STATUS_SUCCESS", ["train/rmse"])
    assert callback.dropped == 0


def test_xgboost_cross_validation(tmp_path, table):
    import xgboost

    from sonde.xgboost import SondeCallback

    xgboost.cv({}, xgboost.DMatrix(*table), 3, nfold=2, callbacks=[SondeCallback(tmp_path)])

    run = read_run(tmp_path)
    assert run["test/rmse"].steps == run["test/rmse/std"].steps == [0, 1, 2]


def test_lightgbm(tmp_path, table):
    import lightgbm

    from sonde.lightgbm import SondeCallback

    data = lightgbm.Dataset(*table)
    settings = {"objective": "regression", "verbose": -1, "num_threads": 1}
    callback = SondeCallback(tmp_path)
    lightgbm.train(settings, data, 5, valid_sets=[data], valid_names=["train"], callbacks=[callback])

    run = read_run(tmp_path)
    assert run["train/l2"].steps == [0, 1, 2, 3, 4]
    assert run["importance/Column_0"].steps == [4]
    values, status, metrics = session(tmp_path)
    assert values["objective"] == "regression"
    assert (status, metrics) == ("STATUS_SUCCESS", ["train/l2"])
    assert callback.dropped == 0


def test_lightgbm_cross_validation_into_a_writer_that_stays_open(tmp_path, table):
    import lightgbm

    import sonde
    from sonde.lightgbm import SondeCallback

    with sonde.SummaryWriter(tmp_path) as writer:
        settings = {"objective": "regression", "verbose": -1, "num_threads": 1}
        lightgbm.cv(
            settings,
            lightgbm.Dataset(*table),
            3,
            nfold=2,
            stratified=False,
            callbacks=[SondeCallback(writer)],
        )
        writer.add_scalar("after", 1, 1)

    run = read_run(tmp_path)
    assert run["valid/l2"].steps == run["valid/l2/std"].steps == [0, 1, 2]
    assert "after" in run


# --- Optuna ------------------------------------------------------------------------------------------------------------


def test_optuna(tmp_path):
    import optuna

    from sonde.optuna import SondeCallback

    def objective(trial):
        x = trial.suggest_float("x", -1, 1)
        trial.suggest_int("n", 1, 3)
        trial.suggest_categorical("kind", ["a", "b"])
        trial.set_user_attr("note", "hello")
        for step in range(3):
            trial.report(x + step, step)
        if trial.number == 1:
            raise optuna.TrialPruned
        if trial.number == 2:
            raise ValueError("no such x")
        return x**2

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(1))
    callback = SondeCallback(tmp_path, metric_name="square")
    study.optimize(objective, n_trials=3, callbacks=[callback], catch=[ValueError])

    assert callback.dropped == 0
    statuses = [session(tmp_path / f"trial-{number}")[1] for number in range(3)]
    assert statuses == ["STATUS_SUCCESS", "STATUS_UNKNOWN", "STATUS_FAILURE"]
    values, _, _ = session(tmp_path / "trial-0")
    assert values == {
        "x": study.trials[0].params["x"],
        "n": study.trials[0].params["n"],
        "kind": study.trials[0].params["kind"],
    }
    run = read_run(tmp_path / "trial-0")
    assert run["square"].values == [np.float32(study.trials[0].value)]
    assert run["square/intermediate"].steps == [0, 1, 2]
    space = next(v for e in all_events(tmp_path) for v in e.summary.value)
    experiment = HParamsPluginData.FromString(space.metadata.plugin_data.content).experiment
    assert [info.name for info in experiment.hparam_infos] == ["kind", "n", "x"]
    assert experiment.hparam_infos[2].domain_interval.max_value == 1
