"""Files beside event files: which names are known, and what each kind is."""

from __future__ import annotations

import re

PATTERNS: tuple[tuple[str, str], ...] = (
    # The projector's own description of what it shows, and what that refers to.
    ("projector", "projector_config.pbtxt"),
    ("table", "*.tsv"),
    ("tensor", "*.bytes"),
    ("sprite", "*sprite*.png"),
    ("sprite", "*sprite*.jpg"),
    # Hyperparameters and configurations: Lightning, Hydra, RLlib, and what scripts write by hand.
    ("hparams", "hparams.yaml"),
    ("hparams", "hparams.yml"),
    ("hparams", "hparams.json"),
    ("config", ".hydra/*.yaml"),
    ("config", "config.yaml"),
    ("config", "config.yml"),
    ("config", "config.json"),
    ("config", "params.json"),
    ("config", "args.json"),
    ("config", "args.yaml"),
    # Studies of hyperparameters: KerasTuner's, and databases, in which Optuna keeps its own.
    ("keras_tuner", "oracle.json"),
    ("keras_tuner", "trial_*/trial.json"),
    ("database", "*.db"),
    ("database", "*.sqlite"),
    ("database", "*.sqlite3"),
    # Traces of torch.profiler and of JAX, and the profiles of TensorFlow and XLA.
    ("trace", "*.trace.json"),
    ("trace", "*.trace.json.gz"),
    ("trace", "perfetto_trace.json.gz"),
    ("profile", "*.xplane.pb"),
    ("profile", "plugins/profile/*/*"),
)
"""(kind, pattern), the first that fits decides. A pattern is matched with the end of a file's path, part by part; `*`
stands for anything within a part."""


def kind_of(directory: str, name: str) -> str:
    """The kind of the file of this name in this directory (its path below the root, with slashes); empty for unknown names."""
    # Most entries of a log directory are none: an ending is looked up before anything is matched.
    if name.rpartition(".")[2] not in _ENDINGS and "plugins/profile" not in directory:
        return ""
    found = _ANY.search(f"/{directory}/{name}" if directory else f"/{name}")
    return PATTERNS[found.lastindex - 1][0] if found is not None and found.lastindex is not None else ""


def _expression(pattern: str) -> str:
    return "/".join(re.escape(part).replace(r"\*", "[^/]*") for part in pattern.split("/"))


_ANY = re.compile("/(?:" + "|".join(f"({_expression(pattern)})" for _kind, pattern in PATTERNS) + r")\Z")
_ENDINGS = frozenset(pattern.rpartition(".")[2] for _kind, pattern in PATTERNS if not pattern.endswith("/*"))
