"""Where and how a run was started: host, user, command line, commit, versions. `SummaryWriter(log_environment=True)` logs it.

It is a text in Markdown that every reader shows. The same stands in the plugin's part of its metadata, in a field that other
readers pass over (sonde/wire/environment.proto), where the facts about runs are read from without opening files.

All of it is gathered on a thread of its own: asking for a user may wait for a directory service, and git for a slow disk.
"""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from sonde import __version__
from sonde.writer.message import message, metadata, string_tensor, summary, value

TAG = "environment"

PATIENCE_SECS = 1.0
"""So long the end of a writer waits for what is still being gathered."""

_GIT_SECS = 3.0
_MOST_COMMAND = 4_000
_CONTENT_FIELD = 1000
_LIBRARIES = (
    *("torch", "torchvision", "lightning", "pytorch_lightning", "transformers", "accelerate", "datasets"),
    *("tensorflow", "keras", "jax", "flax", "numpy", "scipy", "sklearn", "pandas", "xgboost", "lightgbm"),
    "optuna",
)


@dataclass(frozen=True, slots=True)
class Environment:
    """What is known of where this process runs; empty where it is not. `versions` are those of Python and of the libraries that
    are imported, by name.
    """

    host: str
    user: str
    command: str
    git_commit: str
    git_dirty: bool
    directory: str
    versions: Mapping[str, str]

    def summary(self) -> bytes:
        """A serialized Summary: a text for people, and the same for programs in its metadata."""
        content = string_tensor([self._markdown()], [1])
        about = metadata("text", message((_CONTENT_FIELD, self._message())))
        return summary(value(TAG, 8, content, about))

    def _message(self) -> bytes:
        return message(
            (1, self.host or None),
            (2, self.user or None),
            (3, self.command or None),
            (4, self.git_commit or None),
            (5, self.git_dirty or None),
            (6, self.directory or None),
            *((7, message((1, name), (2, version))) for name, version in self.versions.items()),
        )

    def _markdown(self) -> str:
        commit = f"{self.git_commit} with changes" if self.git_commit and self.git_dirty else self.git_commit
        rows = {
            "host": self.host,
            "user": self.user,
            "command": self.command,
            "directory": self.directory,
            "git commit": commit,
            **self.versions,
        }
        return "\n".join(f"- {name}: {_code(said)}" for name, said in rows.items() if said)


def _code(said: str) -> str:
    """A text as code in a line of Markdown."""
    return f"`{' '.join(said.split()).replace('`', chr(39))}`"


class Gathering:
    """Gathers the environment on a thread; whoever comes first, it or the end of the writer, has `log` log it."""

    def __init__(self, log: Callable[[bytes], None]) -> None:
        self._log = log
        self._pid = os.getpid()
        # What another thread may change is taken now.
        self._argv = list(getattr(sys, "orig_argv", None) or [sys.executable, *sys.argv])
        self._directory = _quietly(os.getcwd)
        self._thread = threading.Thread(target=self._run, name="sonde-environment", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with suppress(Exception):  # it is about the run, and never in its way
            self._log(gather(self._argv, self._directory).summary())

    def wait(self) -> None:
        """Give it some time to be done. A forked copy has nothing to wait for."""
        if self._pid == os.getpid() and self._thread is not threading.current_thread():
            self._thread.join(PATIENCE_SECS)


def gather(argv: list[str], directory: str) -> Environment:
    """What can be learnt of this process, started so in this directory; takes as long as git and the user's directory do."""
    commit, dirty = _git(directory)
    return Environment(
        host=_quietly(platform.node),
        user=_quietly(_user),
        command=_quietly(lambda: shlex.join(argv))[:_MOST_COMMAND],
        git_commit=commit,
        git_dirty=dirty,
        directory=directory,
        versions=_versions(),
    )


def _quietly(ask: Callable[[], str]) -> str:
    """What `ask` gives, as text that UTF-8 has; empty where it fails."""
    try:
        return str(ask()).encode("utf-8", "replace").decode()
    except Exception:
        return ""


def _user() -> str:
    import getpass

    return getpass.getuser()


def _git(directory: str) -> tuple[str, bool]:
    """The commit that this directory is at, and whether files that git keeps differ from it; empty without one."""
    commit = _ask_git(directory, "rev-parse", "HEAD")
    if not commit:
        return "", False
    return commit, bool(_ask_git(directory, "status", "--porcelain", "--untracked-files=no"))


def _ask_git(directory: str, *asked: str) -> str:
    try:
        answer = subprocess.run(
            ["git", *asked],
            cwd=directory or None,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_GIT_SECS,
            check=True,
        )
    except Exception:  # no git, no repository, a disk that hangs
        return ""
    return answer.stdout.decode("utf-8", "replace").strip()


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version(), "sonde": __version__}
    for name in _LIBRARIES:
        with suppress(Exception):  # a module may do anything when it is asked for a name
            version = getattr(sys.modules.get(name), "__version__", None)
            if isinstance(version, str):
                versions[name] = version
    return versions
