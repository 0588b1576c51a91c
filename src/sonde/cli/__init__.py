"""Sonde shows what happens inside training runs: it reads TensorBoard event files and follows them while they grow.

Exit status: 0 all is well; 1 something failed, the message says what; 2 the command line is wrong; 3 there is nothing of
what was asked for; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from sonde.cli.terminal import FAILED, INTERRUPTED, NOTHING_FOUND, WRONG_USAGE, complain

VERBS = ("serve", "runs", "diff", "inspect", "export", "note", "rename", "rm", "catalog", "demo")
"""One module each: its docstring is its help, `add_arguments` its command line, `run` what it does."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit status. `sonde LOGDIR` is short for `sonde serve LOGDIR`."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words in (["--version"], ["-V"]):
        print(f"sonde {_version()}")
        return 0
    if not words or words[0] in ("-h", "--help", "help"):
        print(overview(), end="")
        return 0
    if meant := _verb_meant(words[0]):
        complain(
            f"there is neither a verb nor a directory {words[0]!r}; did you mean `sonde {meant}`?",
            f"a directory that does not exist yet is written ./{words[0]}",
        )
        return WRONG_USAGE
    name = words.pop(0) if words[0] in VERBS and not _is_directory_runs(words) else "serve"
    verb = load_verb(name)
    return _guarded(verb, parser(name, verb).parse_intermixed_args(words))


def _is_directory_runs(words: Sequence[str]) -> bool:
    """Whether the word `runs` stands alone where there is a directory of that name, as most writers make: it is to be shown."""
    return list(words) == ["runs"] and Path("runs").is_dir()


def _verb_meant(word: str) -> str | None:
    """The verb that was most likely meant by a word that is none and names nothing that exists."""
    if word in VERBS or not word.isalpha() or Path(word).exists():
        return None
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, VERBS, n=1, cutoff=0.75)), None)


def load_verb(name: str) -> ModuleType:
    return import_module(f"sonde.cli.{name}")


def parser(name: str, verb: ModuleType) -> ArgumentParser:
    """The verb's command line. Its docstring comes first in the help, and what it says on exit status last."""
    made = ArgumentParser(
        prog=f"sonde {name}",
        description=verb.__doc__,
        formatter_class=_Help,
        allow_abbrev=False,
    )
    verb.add_arguments(made)
    return made


class _Help(HelpFormatter):
    """Fills each paragraph of a docstring to the terminal's width."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        fill = super()._fill_text
        return "\n\n".join(fill(part, width, indent) for part in text.split("\n\n"))


def overview() -> str:
    """What `sonde --help` prints."""
    lines = [
        "usage: sonde [serve] LOGDIR... [options]",
        "       sonde VERB [options]",
        "",
        (__doc__ or "").strip(),
        "",
        "verbs:",
    ]
    for name in VERBS:
        first_line = (load_verb(name).__doc__ or "").strip().splitlines()[0]
        lines.append(f"  {name:<9}{first_line}")
    return "\n".join([*lines, "", "`sonde VERB --help` says more; `sonde --version` prints the version.", ""])


def _guarded(verb: ModuleType, options: object) -> int:
    """Run the verb. People get one message and what to do; a traceback only with SONDE_DEBUG=1."""
    from sonde.errors import NotFoundError, SondeError

    try:
        return int(verb.run(options))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough. Keep the interpreter from complaining when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SondeError as error:
        if os.environ.get("SONDE_DEBUG"):
            raise
        complain(error.message, error.hint)
        if isinstance(error, NotFoundError):
            return NOTHING_FOUND
    except OSError as error:
        if os.environ.get("SONDE_DEBUG"):
            raise
        where = f" {error.filename!r}" if error.filename else ""
        complain(f"{error.strerror or error}{where}")
    except Exception as error:  # a bug; say so, and how to see more
        if os.environ.get("SONDE_DEBUG"):
            raise
        complain(f"unexpected {type(error).__name__}: {error}", "this is a bug; SONDE_DEBUG=1 shows where")
    return FAILED


def _version() -> str:
    from sonde import __version__

    return __version__
