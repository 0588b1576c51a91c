"""Alerts on the page: a rule is made from a card, tried, armed; training diverges; open pages say so, and lead there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import sonde
from support.accessibility import serious_violations
from support.receivers import WebhookReceiver


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as receiver:
        yield receiver


def log(writer: sonde.SummaryWriter, first: int, *values: float) -> None:
    for step, value in enumerate(values, first):
        writer.add_scalar("val/loss", value, step)
    writer.flush()


def edit_from_card(page: Page) -> None:
    card = page.locator('article[data-tag="val/loss"]').first
    card.hover()
    card.get_by_role("button", name="Tell me when").click()


def test_a_rule_is_made_tried_armed_and_tells_when_training_diverges(
    tmp_path: Path, serve: Any, open_page: Any, receiver: WebhookReceiver
) -> None:
    with sonde.SummaryWriter(tmp_path / "diverged") as old, sonde.SummaryWriter(tmp_path / "live") as live:
        log(old, 0, 1.0, 0.5, 4.0)
        log(live, 0, 1.0, 0.5, 0.4)
        server = serve(tmp_path, "--allow-webhook", receiver.url)
        page = open_page(server.url, may_lose_server=True)
        other = open_page(server.url, language="zh-CN", theme="dark", width=390, height=800)
        edit_from_card(page)
        editor = page.get_by_role("dialog", name="New rule")
        expect(editor.get_by_role("combobox", name="Tag", exact=True)).to_have_value("val/loss")
        expression = editor.get_by_role("combobox", name="Expression", exact=True)

        # A slip is marked where it is.
        expression.fill("value > 2 * bst")
        expression.press("Enter")
        expect(editor.get_by_role("alert")).to_contain_text("did you mean best?")
        assert editor.locator("pre").inner_text() == " " * 12 + "^^^"

        expression.fill("value > 2 * best")
        editor.get_by_role("button", name="Try on past data").click()
        expect(editor.get_by_text("It would have fired in 1 of 2 runs:")).to_be_visible()
        expect(editor.get_by_role("listitem")).to_contain_text("val/loss = 4 at step 2")

        editor.get_by_role("button", name="Add a webhook").click()
        editor.get_by_label("Address of the webhook").fill(f"{receiver.url}/T/secret")
        editor.get_by_label("Name").fill("diverges")
        editor.get_by_role("button", name="Save and arm").click()
        rules = page.get_by_role("dialog", name="Alerts")
        expect(rules.get_by_label("Arm diverges")).to_be_checked()
        assert "secret" not in page.content()
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)

        log(live, 3, 0.3, 5.0, 6.0)
        notice = page.get_by_role("region", name="Alert")
        expect(notice).to_contain_text("val/loss = 5 at step 4")
        expect(other.get_by_role("region", name="提醒")).to_contain_text("步数 4")
        expect(other.get_by_role("button", name="提醒：1 条未查看")).to_be_visible()

        notice.get_by_role("button").first.click()
        expect(page).to_have_url(re.compile(r"timeseries\.full=val/loss"))
        expect(page.get_by_role("dialog", name="val/loss")).to_contain_text("At 4")
        page.keyboard.press("Escape")

        # Once it was looked at, no page counts it any more.
        page.keyboard.press("a")
        expect(page.get_by_role("dialog", name="Alerts")).to_contain_text(f"sent to {receiver.url}/…")
        assert [posted.path for posted in receiver.posted] == ["/T/secret"]
        other.reload()
        expect(other.get_by_role("button", name="提醒", exact=True)).to_be_visible()


def test_rules_are_changed_and_removed_by_keyboard(tmp_path: Path, serve: Any, open_page: Any) -> None:
    with sonde.SummaryWriter(tmp_path / "a") as writer:
        log(writer, 0, 1.0, 0.5)
    page = open_page(serve(tmp_path).url)
    expect(page.locator('article[data-tag="val/loss"]')).to_be_visible()
    page.keyboard.press("a")
    window = page.get_by_role("dialog", name="Alerts")
    expect(window).to_contain_text("there is no rule that could")
    window.get_by_role("button", name="New rule").press("Enter")
    editor = page.get_by_role("dialog", name="New rule")
    expect(editor).to_contain_text("The administrator allows no webhook and no e-mail.")
    editor.get_by_label("Tell me when").select_option("silence")
    editor.get_by_label("for", exact=True).fill("5")
    editor.get_by_label("Unit").select_option("m")
    editor.get_by_role("combobox", name="Tag", exact=True).fill("val/*")
    editor.get_by_role("button", name="Save, not armed").press("Enter")
    expect(window).to_contain_text("val/*: silent for 5 min")
    assert serious_violations(page) == []

    window.get_by_label("Arm val/*: silent for 5 min").press(" ")
    change = window.get_by_role("button", name="Change this rule")
    expect(change).to_be_enabled()
    change.press("Enter")
    changed = page.get_by_role("dialog", name="Change a rule")
    expect(changed.get_by_label("Unit")).to_have_value("m")
    changed.get_by_label("Tell me when").select_option("ended")
    changed.get_by_label("finished").uncheck()
    changed.get_by_role("button", name="Save and arm").press("Enter")
    expect(window).to_contain_text("A run is failed / stalled")
    expect(window.get_by_role("checkbox", name="Arm A run")).to_be_checked()
    window.get_by_role("button", name="Remove this rule").press("Enter")
    expect(window).to_contain_text("No rules yet.")
    page.keyboard.press("Escape")
    expect(window).to_be_hidden()
