"""What a panel hands to a host."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import attrs

from sellxed_sdk.findings import Finding
from sellxed_sdk.module import Module
from sellxed_sdk.notices import Notice, Surface, select_banner
from sellxed_sdk.updates import RefreshOutcome

__all__ = ["InstalledModule", "KeyState", "PanelAnswer", "PanelView"]


@attrs.frozen(kw_only=True)
class InstalledModule:
    """A module that is installed in the host."""

    module: Module
    """As its author declared it. From now on it reads the panel's state of the channel."""
    name: str = ""
    """As it is sold; its product where empty."""
    key: Callable[[], str | None] | None = attrs.field(default=None, repr=False)
    """Gives the key of the host's own configuration, if there is one: it goes before the one
    that was entered in the panel."""
    plugins: tuple[str, ...] = ()
    """Identifiers of our own plugins in the inventory, as ``python:alpenpay``; that of a
    Python distribution with the product's name where empty."""


@attrs.frozen(kw_only=True)
class KeyState:
    """What may be shown of a stored key."""

    is_stored: bool
    """Whether there is one."""
    is_configured: bool = False
    """Whether it comes from the host's configuration, and cannot be changed in the panel."""
    shown: str = ""
    """Its end, to recognise it by, as ``…aB3xYz``."""


@attrs.frozen(kw_only=True)
class PanelView:
    """What one request of one user needs."""

    notices: tuple[Notice, ...] = ()
    """Of all modules, loudest first, without what this user put away."""
    names: tuple[tuple[str, str], ...] = ()
    """The modules' products and names as they are sold."""
    findings: tuple[Finding, ...] = ()
    """What prevented more: records that cannot be read."""
    seen_at: datetime
    """When it was looked."""

    @property
    def count(self) -> int:
        """How many there are, for a number beside the link to the page."""
        return len(self.notices)

    def banner(self, surface: Surface) -> tuple[Notice | None, int]:
        """Return the one notice for a page, and how many more there are for such a page."""
        return select_banner(self.notices, surface=surface, dismissed={}, now=self.seen_at)

    def name(self, product: str) -> str:
        """Return a module's name as it is sold."""
        return dict(self.names).get(product) or product


@attrs.frozen(kw_only=True)
class PanelAnswer:
    """What became of a form."""

    action: str
    """``dismiss``, ``check``, ``key``, or ``unknown``."""
    product: str = ""
    """The module that it was about."""
    ok: bool
    """Whether it was done."""
    findings: tuple[Finding, ...] = ()
    """Why not, or what was found."""
    outcome: RefreshOutcome | None = None
    """How the check ended."""
    entered: str = attrs.field(default="", repr=False)
    """A key that was refused, to be shown in its field again."""
