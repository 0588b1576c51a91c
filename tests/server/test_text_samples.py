"""What a text holds that can be read side by side: prompts and their answers, in every form that they are logged in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import sonde
from sonde import summary as summaries
from sonde.panels.text import samples
from sonde.panels.text.samples import samples_of
from sonde.server.app import Application

TABLE = "# Step 3\n\n| Prompt | Completion | reward |\n|-|-|-:|\n| 2 + 2 | is \\| four<br>indeed | 1 |\n| *why* | because | 0.5 |"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            TABLE,
            [
                {"Prompt": "2 + 2", "Completion": "is | four\nindeed", "reward": "1"},
                {"Prompt": "*why*", "Completion": "because", "reward": "0.5"},
            ],
        ),
        (
            "Prompt: one\n\nAnswer: first\nsecond line\nPrompt 2: two\nANSWER:\nother",
            [{"prompt": "one", "answer": "first\nsecond line"}, {"prompt": "two", "answer": "other"}],
        ),
        (
            "### Question\n\nwhy?\n\n### Response:\nbecause\n```\nQuestion: code\n```",
            [{"question": "why?", "response": "because\n```\nQuestion: code\n```"}],
        ),
        (
            "**Prompt:** a\n**Answer**: b\n__Reference:__ c",
            [{"prompt": "a", "answer": "b", "reference": "c"}],
        ),
        ("<|user|>hi\n<|assistant|>\nhello", [{"user": "hi", "assistant": "hello"}]),
        ("note\n提示：你好\n回答：您好", [{"": "note", "提示": "你好", "回答": "您好"}]),
        ('[{"prompt": "a", "completion": "b", "n": 1}]', [{"prompt": "a", "completion": "b", "n": "1"}]),
        ('{"q": "a"}\n{"q": "b"}', [{"q": "a"}, {"q": "b"}]),
        (
            json.dumps([{"role": role, "content": role[:1]} for role in ("user", "assistant", "user")]),
            [{"user": "u", "assistant": "a"}, {"user": "u"}],
        ),
        # Nothing says that these are pairs.
        ("the answer is 42", [{"": "the answer is 42"}]),
        ("Answer: 42", [{"": "Answer: 42"}]),
        ("[1, 2", [{"": "[1, 2"}]),
        (
            "words | more\n\n| a | b |\n|-|-|\n| c | d |",
            [{"": "words | more\n\n| a | b |\n|-|-|\n| c | d |"}],
        ),
        ("", [{"": ""}]),
    ],
)
def test_the_samples_of_a_text(text: str, expected: list[dict[str, str]]) -> None:
    assert samples_of(text) == expected


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "|" * 50_000 + "\n|-|-|\n", "**prompt" * 20_000, "prompt " * 50_000 + ":", "# " * 50_000],
)
def test_no_text_takes_long(text: str) -> None:
    assert samples_of(text) == [{"": text}]


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    with sonde.SummaryWriter(tmp_path / "a") as writer:
        writer.add_text("pairs", TABLE, 3)
        writer.add_text(
            "many", "\n".join(f"Prompt: {i}\nAnswer: {i}" for i in range(samples.MAX_SAMPLES + 5)), 3
        )
    with summaries.create_file_writer(str(tmp_path / "tf")).as_default():
        summaries.text("headed", [["prompt", "answer"], ["a", "b"], ["c", "<script>d</script>"]], step=5)
        summaries.text("bare", [["a", "b"], ["c", "d"]], step=5)
        summaries.text("list", ["one", "two"], step=5)
    board = sonde.open(tmp_path)
    return TestClient(
        Application(board, web_root=tmp_path / "web"),
        base_url="http://localhost:6006",
        raise_server_exceptions=False,
    )


def ask(client: TestClient, run: str, tag: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/text/samples", json={"points": [{"run": run, "tag": tag, "index": 0}], **more})
    assert answer.status_code == 200, answer.text
    (found,) = answer.json()
    return dict(found)


def test_values_as_samples(client: TestClient) -> None:
    pairs = ask(client, "a", "pairs/text_summary")
    assert (pairs["step"], pairs["parts"], pairs["html"]) == (3, ["Prompt", "Completion", "reward"], True)
    assert pairs["samples"][1][0] == "<p><em>why</em></p>\n"
    assert ask(client, "a", "pairs/text_summary", markdown=False)["samples"][1] == ["*why*", "because", "0.5"]

    many = ask(client, "a", "many/text_summary", markdown=False)
    assert (len(many["samples"]), many["samples_left_out"]) == (samples.MAX_SAMPLES, 5)

    headed = ask(client, "tf", "headed")
    assert (headed["parts"], len(headed["samples"])) == (["prompt", "answer"], 2)
    assert "<script>" not in headed["samples"][1][1]
    bare = ask(client, "tf", "bare", markdown=False)
    assert (bare["parts"], bare["samples"]) == (["0", "1"], [["a", "b"], ["c", "d"]])
    listed = ask(client, "tf", "list", markdown=False)
    assert (listed["parts"], listed["samples"]) == ([""], [["one"], ["two"]])


def test_what_cannot_be_had_is_said(client: TestClient) -> None:
    assert "gone" in ask(client, "a", "gone")["error"]
