"""The pages of the repository: links lead somewhere, both languages say as much, the README's table is the newest."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")) if "node_modules" not in path.parts
)
IN_CHINESE = [path for path in PAGES if path.name.endswith(".zh-CN.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [*re.findall(r"\]\(([^)\s]+)\)", text), *re.findall(r'(?:src|srcset)="([^"]+)"', text)]
    inside = [target for target in targets if not target.startswith(("http://", "https://", "mailto:"))]

    missing = [target for target in inside if not _leads_somewhere(page, target)]

    assert missing == []


@pytest.mark.parametrize("page", IN_CHINESE, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_in_chinese_has_the_sections_and_the_code_of_the_one_in_english(page):
    chinese = page.read_text(encoding="utf-8")
    english = page.with_name(page.name.replace(".zh-CN.md", ".md")).read_text(encoding="utf-8")

    assert _heading_levels(chinese) == _heading_levels(english)
    assert _code_without_comments(chinese) == _code_without_comments(english)


def test_the_table_of_the_readme_is_the_newest_one():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.report", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_make_target_that_the_pages_name_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        name for page in PAGES for name in re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8"))
    }

    assert named <= targets


def _leads_somewhere(page: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    file = (page.parent / name).resolve() if name else page
    if not file.exists():
        return False
    return not anchor or file.suffix != ".md" or anchor in _anchors(file.read_text(encoding="utf-8"))


def _anchors(text: str) -> set[str]:
    """The anchors that GitHub makes of headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _heading_levels(text: str) -> list[int]:
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]


def _code_without_comments(text: str) -> list[str]:
    lines = "".join(re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)).splitlines()
    return [code for line in lines if (code := line.partition("#")[0].rstrip())]
