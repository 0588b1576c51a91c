"""The command line as a whole: verbs, help, errors, exit status, documentation."""

from __future__ import annotations

import re
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from types import SimpleNamespace

import pytest

import sonde
from sonde import errors
from sonde.cli import VERBS, load_verb, main, parser

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    for word in ("--version", "-V"):
        assert main([word]) == 0
        assert capsys.readouterr().out == f"sonde {sonde.__version__}\n"


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["help"]])
def test_help_names_every_verb(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    out = capsys.readouterr().out
    for verb in VERBS:
        assert re.search(rf"^  {verb} +\w", out, re.MULTILINE)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verbs_help_is_its_docstring_at_eighty_columns(
    verb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    out = capsys.readouterr().out

    assert ended.value.code == 0
    assert " ".join((load_verb(verb).__doc__ or "").split()) in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_is_documented(verb: str) -> None:
    section = PAGE.split(f"## sonde {verb}\n")[1].split("\n## ")[0]
    shared = PAGE.split("## sonde serve\n")[1].split("\n## ")[0] if verb == "demo" else ""
    for action in parser(verb, load_verb(verb))._actions:
        for option in action.option_strings:
            if option not in ("-h", "--help"):
                assert re.search(rf"`{option}[ `]", section + shared), f"{option} of {verb}"


def test_every_documented_option_exists() -> None:
    real = {
        option
        for verb in VERBS
        for action in parser(verb, load_verb(verb))._actions
        for option in action.option_strings
    }
    documented = set(re.findall(r"`(--?[a-z][a-z-]*)[ `]", PAGE))

    assert documented <= real | {"--version", "--help"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--nonsense"], "--nonsense"),
        (["x", "--port", "65536"], "0 to 65535"),
        (["x", "--port", "http"], "'http'"),
        (["x", "--path-prefix", "a"], "/a"),
        (["x", "--poll", "-1"], "above 0"),
        (["inspect", "x", "--tag", "("], "regular expression"),
        (["export", "x", "--format", "xls"], "parquet"),
        (["demo", "--seconds", "0"], "above 0"),
        (["demo", "--seconds", "nan"], "above 0"),
    ],
)
def test_a_wrong_command_line_is_exit_status_2(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_options_may_not_be_shortened(capsys: pytest.CaptureFixture[str]) -> None:
    """A shortened option would change its meaning when another one is added."""
    with pytest.raises(SystemExit):
        main(["x", "--no-brow"])
    assert "--no-brow" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (errors.SondeError("it broke", "mend it"), 1, "sonde: it broke\n  mend it\n"),
        (errors.NotFoundError("no such thing"), 3, "sonde: no such thing\n"),
        (OSError(28, "No space left on device", "out.csv"), 1, "sonde: No space left on device 'out.csv'\n"),
        (
            ZeroDivisionError("x"),
            1,
            "sonde: unexpected ZeroDivisionError: x\n  this is a bug; SONDE_DEBUG=1 shows where\n",
        ),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_errors_are_messages_and_not_tracebacks(
    error: BaseException,
    status: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run(_options: Namespace) -> int:
        raise error

    verb = SimpleNamespace(__doc__="A verb.", add_arguments=lambda parser: None, run=run)
    monkeypatch.setattr("sonde.cli.load_verb", lambda name: verb)
    monkeypatch.delenv("SONDE_DEBUG", raising=False)

    assert main(["inspect"]) == status
    assert capsys.readouterr().err == message


def test_debugging_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_options: Namespace) -> int:
        raise ZeroDivisionError

    verb = SimpleNamespace(__doc__="A verb.", add_arguments=lambda parser: None, run=run)
    monkeypatch.setattr("sonde.cli.load_verb", lambda name: verb)
    monkeypatch.setenv("SONDE_DEBUG", "1")

    with pytest.raises(ZeroDivisionError):
        main(["inspect"])


def test_help_needs_neither_numpy_nor_the_web_framework() -> None:
    code = (
        "import sys; from sonde.cli import main; main(['--help']);"
        "print([name for name in ('numpy', 'starlette', 'msgspec', 'uvicorn', 'sonde._native') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("words", [["serve"], ["--port", "7000"]])
def test_a_log_directory_must_be_named(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "sonde runs/" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "verb"), [("inpsect", "inspect"), ("exports", "export"), ("server", "serve")]
)
def test_a_misspelt_verb_is_not_taken_for_a_directory(
    word: str, verb: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main([word, "runs/"]) == 2
    assert f"did you mean `sonde {verb}`?" in capsys.readouterr().err
