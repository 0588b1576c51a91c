"""A listing: which runs a log directory has, without reading any of them."""

from __future__ import annotations

from dataclasses import dataclass

from sonde.model import Root
from sonde.reader.root import FollowedRoot
from sonde.reader.roots import Logdir, open_roots


@dataclass(frozen=True, slots=True)
class Listing:
    """The roots of a log directory, and the keys of its runs by their names."""

    roots: tuple[Root, ...]
    keys: dict[str, str]


def list_runs(logdir: Logdir) -> Listing:
    """What is there now. Raises LogdirError for a URL that nothing installed can read."""
    roots = [FollowedRoot(label, tree, follow=False) for label, tree in open_roots(logdir).items()]
    keys = {name: root.key_of(name) for root in roots for name in root.walk()}
    return Listing(tuple(root.described() for root in roots), keys)
