"""The page that asks for the token, where the page itself may not be shown yet. It looks like the rest."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Final

from sonde.server.headers import CONTENT_SECURITY_POLICY

_WORDS: Final = {
    "en": {
        "title": "This page needs a token",
        "hint": "It is part of the address that <code>sonde</code> printed when it started. This browser then remembers it.",
        "token": "Token",
        "wrong": "This is not the token of this server.",
        "open": "Open",
    },
    "zh-CN": {
        "title": "此页面需要令牌",
        "hint": "令牌在 <code>sonde</code> 启动时打印的网址中。之后此浏览器会记住它。",
        "token": "令牌",
        "wrong": "这不是此服务器的令牌。",
        "open": "打开",
    },
}

# The page's colours, sizes and mark (web/src/app/tokens.css and mark.svelte), as far as this one shows them.
_STYLE: Final = """
:root { color-scheme: light; --ground: #f4f6f8; --surface: #fff; --line: #dfe4e9; --edge: #808d98; --ink: #17212b;
  --ink-2: #4c5965; --ink-3: #5f6d79; --accent: #0b7285; --accent-hover: #095c6b; --on-accent: #fff; --bad: #b3261e }
@media (prefers-color-scheme: dark) { :root { color-scheme: dark; --ground: #0e1317; --surface: #141b20; --line: #27313a;
  --edge: #667683; --ink: #e4eaee; --ink-2: #adb9c2; --ink-3: #8b9ba6; --accent: #3bc9db; --accent-hover: #66d9e8;
  --on-accent: #06262b; --bad: #ff8a80 } }
* { box-sizing: border-box }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; padding: 16px; background: var(--ground);
  color: var(--ink); font: 13px/20px system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif }
main { width: min(380px, 100%); padding: 24px; border: 1px solid var(--line); border-radius: 6px;
  background: var(--surface) }
header { display: flex; align-items: center; gap: 8px; margin-bottom: 20px; font-size: 15px; font-weight: 600 }
h1 { margin: 0 0 4px; font-size: 15px; font-weight: 600 }
p { margin: 0; color: var(--ink-2) }
.wrong { margin-top: 12px; color: var(--bad) }
code { font: 12px ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace }
form { display: flex; gap: 8px; align-items: end; margin-top: 16px }
label { display: grid; flex: 1; gap: 4px; min-width: 0; color: var(--ink-3); font-size: 12px }
input, button { height: 28px; margin: 0; border-radius: 4px; font: inherit; font-size: 13px }
input { width: 100%; padding: 0 8px; border: 1px solid var(--edge); background: var(--surface); color: var(--ink) }
button { padding: 0 12px; border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent);
  cursor: pointer }
button:hover { border-color: var(--accent-hover); background: var(--accent-hover) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px }
svg { fill: none; stroke-width: 2.2; stroke-linecap: round }
"""

_MARK: Final = (
    '<svg width=20 height=20 viewBox="0 0 24 24" aria-hidden=true>'
    '<path stroke="var(--ink-3)" d="M2.5 4.5c1.5 9 5.5 14.7 19.5 15.5"/><path stroke="var(--accent)" d="M11 1.5v8.5"/>'
    '<circle fill="var(--surface)" stroke="var(--accent)" cx=11 cy=14 r=3.7 /></svg>'
)


# Nothing but this very style is allowed beside what the policy allows anyway.
POLICY: Final = (
    f"{CONTENT_SECURITY_POLICY}; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
)


def token_page(accept_language: str, wrong: bool) -> str:
    """The whole page, in the reader's language; `wrong` when a token was given that does not fit."""
    language = "zh-CN" if accept_language.strip().lower().startswith("zh") else "en"
    words = _WORDS[language]
    refusal = f"<p class=wrong role=alert>{words['wrong']}</p>" if wrong else ""
    return (
        f"<!doctype html><html lang={language}><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width, initial-scale=1'><title>Sonde</title>"
        f"<style>{_STYLE}</style><main><header>{_MARK}Sonde</header>"
        f"<h1>{words['title']}</h1><p>{words['hint']}</p>{refusal}"
        f"<form><label>{words['token']} <input name=token type=password autofocus required></label>"
        f"<button>{words['open']}</button></form></main></html>"
    )
