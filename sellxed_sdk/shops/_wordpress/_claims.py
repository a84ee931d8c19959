"""From the code of all plugins to the places of the shop that each of them changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Mode, Plugin
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._libraries import find_libraries
from sellxed_sdk.shops._php import PhpFile, decode_php
from sellxed_sdk.shops._wordpress._code import Code, read_code
from sellxed_sdk.shops._wordpress._plugins import Found
from sellxed_sdk.shops._wordpress._removals import REGISTRATIONS, Removal
from sellxed_sdk.shops._wordpress._symbols import Place, find_line, is_outside_blocks

__all__ = ["claim_places"]

MAX_CALLBACKS = 20
MAX_ENCODED = 20
MAX_VENDORS = 50
# What they remove is over with the request, or is a text on a page of the administration.
_HARMLESS = frozenset(
    {
        "shutdown",
        "admin_notices",
        "all_admin_notices",
        "network_admin_notices",
        "user_admin_notices",
        "admin_footer_text",
        "update_footer",
    }
)
# Plugins that print a page of their own empty these before it.
_OF_A_PAGE = frozenset(
    {
        "comment_form",
        "template_redirect",
        "wp_body_open",
        "wp_enqueue_scripts",
        "wp_footer",
        "wp_head",
        "wp_print_footer_scripts",
        "wp_print_head_scripts",
        "wp_print_scripts",
        "wp_print_styles",
    }
)
_Parsed = dict[Path, PhpFile | None]


def claim_places(files: ShopFiles, found: Sequence[Found]) -> tuple[Plugin, ...]:
    """Return the plugins with what they change.

    Args:
        files: The shop.
        found: The plugins, in the order in which they are loaded.
    """
    codes = [read_code(files, one) for one in found]
    places = _Places(files, codes)
    return tuple(
        attrs.evolve(one.plugin, claims=places.claims(one, code, order))
        for order, (one, code) in enumerate(zip(found, codes, strict=True))
    )


class _Places:
    """What is in more than one plugin, and is therefore told of each."""

    def __init__(self, files: ShopFiles, codes: Sequence[Code]) -> None:
        self._files = files
        self._removed: dict[str, set[int | None]] = {}
        for code in codes:
            for _, removal in code.removals:
                if not _is_harmless(removal):
                    self._removed.setdefault(removal.hook, set()).add(removal.priority)
        # A library that several plugins bring is loaded once: it is in nobody's way.
        self._brought = Counter(
            _tail(path, removal) for code in codes for path, removal in code.removals
        )
        names = Counter(name for code in codes for name in code.symbols.declared)
        self._shared = {name for name, count in names.items() if count > 1}
        self._parsed: _Parsed = {}

    def claims(self, found: Found, code: Code, order: int) -> tuple[Claim, ...]:
        """Return what one plugin changes, sorted."""
        claims = [
            *(self._removal(path, removal) for path, removal in code.removals),
            *self._hooks(found, code),
            *self._features(code),
            *self._slots(found, code),
            *self._symbols(code),
            *self._encoded(found, code),
            *self._libraries(found, code, order),
        ]
        return tuple(sorted(dict.fromkeys(claims), key=_key))

    def _removal(self, path: Path, removal: Removal) -> Claim:
        is_harmless = _is_harmless(removal)
        return Claim(
            kind="wp.remove",
            target=removal.hook,
            member=_member(removal.priority),
            mode=Mode.OBSERVE if is_harmless else Mode.REPLACE,
            cooperative=is_harmless or (False if removal.is_sure else None),
            # What two plugins remove is gone, whoever comes first.
            value="" if is_harmless else "(none)",
            path=self._files.relative(path),
            line=removal.line,
        )

    def _hooks(self, found: Found, code: Code) -> Iterator[Claim]:
        """Yield callbacks on hooks of which somebody removes all."""
        slug = (found.directory or found.main).name.removesuffix(".php").replace("-", "_")
        libraries = {
            removal.hook
            for path, removal in code.removals
            if self._brought[_tail(path, removal)] > 1
        }
        for hook in sorted(self._removed.keys() - libraries):
            paths = code.hooks.get(hook.encode("utf-8", "surrogatepass"), [])
            # Whoever removes all from a plugin's own hook is about that plugin.
            if not paths or hook.replace("-", "_").startswith(slug):
                continue
            told: Counter[str] = Counter()
            for path in paths:
                for claim in self._callbacks(Path(path), hook):
                    told[claim.member] += 1
                    if told[claim.member] <= MAX_CALLBACKS:
                        yield claim

    def _callbacks(self, path: Path, hook: str) -> Iterator[Claim]:
        file = self._parse(path)
        for call in file.calls if file is not None else ():
            priority = call.arg(2, "priority")
            if call.arg(0, "hook_name") != hook:
                continue
            mine = 10 if priority is None else priority
            for removed in self._removed[hook]:
                if removed is None or removed == mine:
                    yield Claim(
                        kind="wp.hook",
                        target=hook,
                        member=_member(removed),
                        mode=Mode.OBSERVE,
                        path=self._files.relative(path),
                        line=call.line,
                    )

    def _features(self, code: Code) -> Iterator[Claim]:
        for feature in code.features:
            yield Claim(
                kind="wp.feature",
                target="woocommerce",
                member=feature.name,
                mode=Mode.OBSERVE,
                value="incompatible",
                path=self._files.relative(feature.path),
                line=feature.line,
            )

    def _slots(self, found: Found, code: Code) -> Iterator[Claim]:
        if found.plugin.kind == "drop-in":
            yield self._slot(found.main.name, found.main, Mode.EXCLUSIVE, is_sure=True)
            return
        for slot, path in code.slots:
            # It is there; whether it is put into the slot is a setting of the plugin.
            yield self._slot(slot, path, Mode.EXTEND, is_sure=False)

    def _slot(self, slot: str, path: Path, mode: Mode, *, is_sure: bool) -> Claim:
        return Claim(
            kind="wp.dropin",
            target=slot,
            mode=mode,
            cooperative=True if is_sure else None,
            path=self._files.relative(path),
            line=1,
        )

    def _symbols(self, code: Code) -> Iterator[Claim]:
        for symbol, place in code.symbols.declared.items():
            if symbol not in self._shared or not self._is_included(place):
                continue
            path = place.path
            file = self._parse(path)
            declared = find_line(file, symbol) if file is not None else None
            if declared is not None:
                yield Claim(
                    kind="php.symbol",
                    target=declared[0],
                    mode=Mode.EXCLUSIVE,
                    path=self._files.relative(path),
                    line=declared[1],
                )

    def _is_included(self, place: Place) -> bool:
        """Whether the file is included whatever happens: by statements in no block."""
        for path, position in place.includes:
            data = self._files.source(Path(path))
            if data is None or not is_outside_blocks(decode_php(data), position):
                return False
        return True

    def _encoded(self, found: Found, code: Code) -> Iterator[Claim]:
        for path, reason in code.encoded[:MAX_ENCODED]:
            self._files.note(path, reason)
            relative = self._files.relative(path)
            yield Claim(
                kind="opaque",
                target=relative,
                mode=Mode.OBSERVE,
                cooperative=None,
                path=relative,
            )
        more = len(code.encoded) - MAX_ENCODED
        if more > 0:
            self._files.note(found.directory or found.main, f"{more} more files are encoded")

    def _libraries(self, found: Found, code: Code, order: int) -> Iterable[Claim]:
        """Yield bundled libraries; a directory that nothing loads is none."""
        vendors = code.vendors[:MAX_VENDORS] if code.loads_vendor else []
        for claim in find_libraries(self._files, found.main.parent, vendors=vendors):
            if claim.rank is None:
                yield claim
            else:
                # The last one that puts itself in front; else the first one behind.
                rank = (1, order) if claim.rank == (1,) else (0, -order)
                yield attrs.evolve(claim, rank=rank)

    def _parse(self, path: Path) -> PhpFile | None:
        if path not in self._parsed:
            self._parsed[path] = self._files.php(path, calls=REGISTRATIONS)
        return self._parsed[path]


def _is_harmless(removal: Removal) -> bool:
    """Whether what is removed is missed by nobody."""
    return removal.hook in _HARMLESS or (removal.hook in _OF_A_PAGE and not removal.is_sure)


def _tail(path: Path, removal: Removal) -> tuple[str, ...]:
    return (removal.hook, *path.parts[-4:])


def _member(priority: int | None) -> str:
    return "" if priority is None else str(priority)


def _key(claim: Claim) -> tuple[str, str, str, str, int]:
    return claim.kind, claim.target, claim.member, claim.path, claim.line
