"""What a person types to switch plugins, in the words of the shop's own tools.

Nothing of it is run here.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence

import attrs

from sellxed_sdk.compatibility import Bisection, next_probe

__all__ = ["Switchboard"]


@attrs.frozen(kw_only=True)
class Switchboard:
    """The switches of one shop."""

    platform: str
    """The shop system."""
    installed: frozenset[str]
    """Uids of everything that is installed."""

    def list_commands(self, *, on: Sequence[str] = (), off: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the lines to type; the plugins by name where no tool is known.

        Args:
            on: Uids to switch on, in this order.
            off: Uids to switch off before, in this order.
        """
        if not on and not off:
            return ()
        return _WRITERS.get(self.platform, _write_names)(on, off, self.installed)

    def restore(self, bisection: Bisection) -> tuple[str, ...]:
        """Return the lines that switch everything on again that was on."""
        return self.list_commands(on=_everything(bisection))

    def leave_off(self, bisection: Bisection, uid: str) -> tuple[str, ...]:
        """Return the lines that switch a plugin off, and before it what requires it."""
        off = {uid}
        while more := {name for name, needed in bisection.requires if off & {*needed}} - off:
            off |= more
        ordered = [name for name in reversed(_everything(bisection)) if name in off]
        return self.list_commands(off=ordered)


def _everything(bisection: Bisection) -> tuple[str, ...]:
    # The first combination has everything on, in the order in which it can be switched.
    first = next_probe(attrs.evolve(bisection, answers=()))
    return first.enabled if first else bisection.plugins


def _write_wordpress(
    on: Sequence[str], off: Sequence[str], known: frozenset[str]
) -> tuple[str, ...]:
    return (
        *_line("wp plugin deactivate", (_wordpress_name(uid, known) for uid in off)),
        *_line("wp plugin activate", (_wordpress_name(uid, known) for uid in on)),
        "wp cache flush",
    )


def _wordpress_name(uid: str, known: frozenset[str]) -> str:
    """Return what wp-cli calls a plugin: the directory, or the file where several share it."""
    name = _plain(uid)
    if "/" in name:
        return f"{name}.php"
    shares = any(other.startswith(f"{uid}/") for other in known)
    return f"{name}/{name}.php" if shares else name


def _write_magento2(
    on: Sequence[str], off: Sequence[str], _known: frozenset[str]
) -> tuple[str, ...]:
    return (
        *_line("bin/magento module:disable", map(_plain, off)),
        *_line("bin/magento module:enable", map(_plain, on)),
        "bin/magento cache:flush",
    )


def _write_shopware6(
    on: Sequence[str], off: Sequence[str], _known: frozenset[str]
) -> tuple[str, ...]:
    return (
        *_line("bin/console plugin:deactivate", map(_plain, off)),
        *_line("bin/console plugin:activate", map(_plain, on)),
        "bin/console cache:clear",
    )


def _write_shopware5(
    on: Sequence[str], off: Sequence[str], _known: frozenset[str]
) -> tuple[str, ...]:
    return (
        *_lines("bin/console sw:plugin:deactivate", map(_plain, off)),
        *_lines("bin/console sw:plugin:activate", map(_plain, on)),
        "bin/console sw:cache:clear",
    )


def _write_oxid(on: Sequence[str], off: Sequence[str], _known: frozenset[str]) -> tuple[str, ...]:
    return (
        *_lines("vendor/bin/oe-console oe:module:deactivate", map(_plain, off)),
        *_lines("vendor/bin/oe-console oe:module:activate", map(_plain, on)),
    )


def _write_prestashop(
    on: Sequence[str], off: Sequence[str], _known: frozenset[str]
) -> tuple[str, ...]:
    return (
        *_lines("bin/console prestashop:module disable", map(_plain, off)),
        *_lines("bin/console prestashop:module enable", map(_plain, on)),
    )


def _write_names(on: Sequence[str], off: Sequence[str], _known: frozenset[str]) -> tuple[str, ...]:
    return (*_line("switch off:", map(_plain, off)), *_line("switch on:", map(_plain, on)))


def _line(words: str, names: Iterable[str]) -> tuple[str, ...]:
    # A directory may be called anything, and this is pasted into a shell.
    quoted = " ".join(shlex.quote(name) for name in names)
    return (f"{words} {quoted}",) if quoted else ()


def _lines(words: str, names: Iterable[str]) -> tuple[str, ...]:
    # For tools that take one name at a time.
    return tuple(f"{words} {shlex.quote(name)}" for name in names)


def _plain(uid: str) -> str:
    return uid.partition(":")[2]


_Writer = Callable[[Sequence[str], Sequence[str], frozenset[str]], tuple[str, ...]]
_WRITERS: dict[str, _Writer] = {
    "magento2": _write_magento2,
    "oxid": _write_oxid,
    "prestashop": _write_prestashop,
    "shopware5": _write_shopware5,
    "shopware6": _write_shopware6,
    "wordpress": _write_wordpress,
}
