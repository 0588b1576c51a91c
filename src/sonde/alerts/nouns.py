"""The nouns: a rule, its condition and channels, and what it fired.

A *rule* says of which series of which runs something is told, and whom. It fires once for each run and *cause*: the tag and the
attempt in which its condition began to hold. A rule that is *armed* looks at what comes from then on.

Everything here is frozen. Times are seconds since the epoch.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Better = Literal["min", "max"]
Shape = Literal["slack", "feishu", "dingtalk", "wecom", "json"]
EndState = Literal["finished", "failed", "stalled"]

MAX_RECIPIENTS = 20
MAX_CHANNELS = 10


class Expression(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="expression"
):
    """Holds where an expression over the tag's own statistics does: `value > 2 * best`. See `sonde.alerts.statistics`."""

    expression: Annotated[
        str,
        Meta(
            max_length=2000,
            description="over `value`, `previous`, `first`, `best`, `min`, `max`, `mean`, `last10.mean` (`.min`, `.max`), `count`,"
            " `step`, `best_step`, `since_best` and `elapsed`; the tag's own name is its value",
        ),
    ]


class NotFinite(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="not_finite"):
    """Holds where the value is NaN or infinite."""


class Plateau(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="plateau"):
    """Holds where the best value is so many steps old, or older."""

    steps: Annotated[int, Meta(ge=1, le=2**53)]
    least: Annotated[
        float, Meta(ge=0, description="a value is better only if it is so by more than this")
    ] = 0.0


class Silence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="silence"):
    """Holds when no point came for so long, in a run that did not say that it ended."""

    seconds: Annotated[float, Meta(ge=1, le=366 * 86_400)]


class Ended(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="ended"):
    """Holds when a run comes into one of these states."""

    states: Annotated[tuple[EndState, ...], Meta(min_length=1)] = ("finished", "failed", "stalled")


Condition = Expression | NotFinite | Plateau | Silence | Ended


class Webhook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="webhook"):
    """A message in the form that a chat service takes, sent to an address of it.

    With the `id` of a webhook that the rule has, an empty `url` leaves address and secret as they are.
    """

    shape: Shape
    id: Annotated[str, Meta(max_length=40)] = ""
    url: Annotated[str, Meta(max_length=2000)] = ""
    secret: Annotated[
        str, Meta(max_length=500, description="what Feishu and DingTalk sign messages with")
    ] = ""


class Mail(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="mail"):
    """An e-mail to these addresses."""

    to: Annotated[
        tuple[Annotated[str, Meta(max_length=320)], ...], Meta(min_length=1, max_length=MAX_RECIPIENTS)
    ]


Channel = Webhook | Mail


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is looked at, when it is told, and whom beside the open pages."""

    name: Annotated[str, Meta(max_length=200)] = ""
    condition: Condition
    tag: Annotated[
        str, Meta(max_length=10_000, description="a tag of scalars, or a pattern of tags with * and ?")
    ] = ""
    where: Annotated[
        str,
        Meta(max_length=20_000, description="of which runs: a condition of the runs table; empty for all"),
    ] = ""
    better: Annotated[
        Better | None, Meta(description="which value is the best; null guesses it by the tag's name")
    ] = None
    channels: Annotated[tuple[Channel, ...], Meta(max_length=MAX_CHANNELS)] = ()
    language: Annotated[Literal["en", "zh-CN"], Meta(description="of messages that leave the page")] = "en"
    armed: bool = False


class KeptRule(Struct, frozen=True, kw_only=True):
    """A rule as it is kept. `version` grows with every change, `armed_time` is since when it looks at what comes."""

    id: str
    version: int
    rule: Rule
    armed_time: float | None
    changed_time: float


class Onset(Struct, frozen=True, kw_only=True):
    """Where a condition began to hold: at this point of a series, or, of a run as a whole, at this time.

    `best` is the best value up to there, `since` the step or time from which on nothing better, or nothing at all, came.
    """

    run: str
    tag: str
    cause: str
    time: float
    step: int | None = None
    value: float | None = None
    best: float | None = None
    since: float | None = None
    state: EndState | None = None


class Delivery(Struct, frozen=True, kw_only=True):
    """What became of telling somebody: `to` is where, without what is secret of it."""

    kind: Literal["webhook", "mail"]
    to: str
    state: Literal["waiting", "sent", "failed"]
    tries: int
    time: float
    error: str = ""


class Firing(Struct, frozen=True, kw_only=True):
    """A rule that fired. `number` grows; `rule`, `name`, `condition` and `rule_tag` are those of the rule when it did."""

    number: int
    rule: str
    name: str
    rule_tag: str
    condition: Condition
    run_key: str
    onset: Onset
    time: float
    deliveries: tuple[Delivery, ...] = ()


def is_armed(kept: KeptRule) -> bool:
    return kept.rule.armed and kept.armed_time is not None
