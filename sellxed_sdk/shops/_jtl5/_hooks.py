"""`jtl.hook`: places in the shop's own code that a plugin is told of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._jtl5._plugins import INFO, PluginInfo
from sellxed_sdk.shops._php import PhpCall, PhpUnresolved, PhpValue
from sellxed_sdk.shops._sources import read_source

__all__ = ["BOOTSTRAP", "OLD_BOOTSTRAP", "find_hook_claims", "read_hook_names"]

MAX_SOURCE_BYTES = 1_000_000
HOOK_LIST = Path("includes/hooks_inc.php")
BOOTSTRAP, OLD_BOOTSTRAP = "Bootstrap.php", "bootstrap.php"
DEFAULT_PRIORITY = 5
_CALLS = ("->listen", "->hookInto")
_PREFIX = "shop.hook."
_DECLARED = re.compile(r"(?:const\s+|define\s*\(\s*['\"])(HOOK_\w+)['\"]?\s*[=,]\s*(\d{1,5})\b")
_CONSTANT = re.compile(r"\bHOOK_\w+")
_EVENT = re.compile(r"[\w.-]{1,100}")


def read_hook_names(files: ShopFiles) -> Mapping[str, str]:
    """Return the names of hooks by their number, as this shop has them."""
    path = files.root / HOOK_LIST
    text = files.whole(path, max_bytes=MAX_SOURCE_BYTES) if files.is_file(path) else None
    return {match[2]: match[1] for match in _DECLARED.finditer(text or "")}


def find_hook_claims(
    files: ShopFiles, info: PluginInfo, names: Mapping[str, str]
) -> Iterator[Claim]:
    """Yield the hooks of a plugin: of its ``info.xml``, and of its ``Bootstrap.php``.

    Args:
        files: The shop.
        info: The plugin.
        names: Names of hooks by number.
    """
    manifest = files.relative(info.directory / INFO)
    for entry in info.root.all("Install", "Hooks", "Hook"):
        number = entry.get("id")
        if number.isdecimal():
            priority = entry.get("priority")
            yield _claim(
                names.get(number, number),
                entry.text.strip(),
                int(priority) if re.fullmatch(r"\d{1,9}", priority) else DEFAULT_PRIORITY,
                manifest,
                entry.line,
            )
    path = info.home / (OLD_BOOTSTRAP if info.is_legacy else BOOTSTRAP)
    if not files.is_file(path):
        return
    found, opaque = read_source(files, path, calls=_CALLS)
    yield from opaque
    for call in found.calls:
        yield from _listened(call, names, files.relative(path))


def _listened(call: PhpCall, names: Mapping[str, str], path: str) -> Iterator[Claim]:
    target = _hook(call.arg(0, "eventNames"), names) or _hook(call.arg(0, "hookID"), names)
    if not target:
        return
    priority = call.arg(2, "priority")
    if priority is None:
        priority = DEFAULT_PRIORITY
    is_told = isinstance(priority, int) and not isinstance(priority, bool)
    yield _claim(target, call.in_function, priority if is_told else None, path, call.line)


def _hook(value: PhpValue, names: Mapping[str, str]) -> str:
    """Return the name of a hook, as ``'shop.hook.' . HOOK_X`` or a number names it."""
    if isinstance(value, PhpUnresolved):
        match = _CONSTANT.search(value.source)
        return match[0] if match else ""
    if isinstance(value, int) and not isinstance(value, bool):
        return names.get(str(value), str(value))
    if not isinstance(value, str) or not _EVENT.fullmatch(value):
        return ""
    number = value.removeprefix(_PREFIX)
    return names.get(number, number) if value.startswith(_PREFIX) else value


def _claim(target: str, value: str, priority: PhpValue, path: str, line: int) -> Claim:
    return Claim(
        kind="jtl.hook",
        target=target,
        mode=Mode.OBSERVE,
        value=value,
        # By the priority: the greatest comes last.
        rank=(priority,) if isinstance(priority, int) else None,
        path=path,
        line=line,
    )
