"""What a plugin changes: hooks that it listens to, and blocks of templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._jtl5._manifest import PRIORITY, Manifest
from sellxed_sdk.shops._php import PhpCall, PhpUnresolved, decode_php, find_encoder, read_php
from sellxed_sdk.shops._smarty import find_blocks

__all__ = ["find_code_claims", "find_hook_claims", "find_template_claims"]

EVENT = "shop.hook."
CALLS = ("->listen", "->hookInto")
TEMPLATES = Path("frontend/template")
MAX_TEMPLATE_BYTES = 1_000_000
MAX_TEMPLATES = 5_000
MAX_DEPTH = 15
_LEFT_OUT = frozenset({"vendor", "node_modules", "tests", "test", "Tests", "Test"})
_CONSTANT = re.compile(
    r"""(?:['"]shop\.hook\.['"]\s*\.\s*)?\(?(?:string\))?\s*\\?(HOOK_[A-Z0-9_]{1,100})\s*\)?"""
)


def find_hook_claims(
    files: ShopFiles, manifest: Manifest, hooks: Mapping[str, str]
) -> Iterator[Claim]:
    """Yield the hooks of ``info.xml``.

    Args:
        files: The shop.
        manifest: Of the plugin.
        hooks: Names of the shop's hooks by their numbers.
    """
    for hook in manifest.hooks:
        yield Claim(
            kind="jtl.hook",
            target=hooks.get(hook.number, hook.number),
            mode=Mode.OBSERVE,
            value=hook.file,
            rank=None if hook.priority is None else (hook.priority,),
            path=files.relative(manifest.path),
            line=hook.line,
        )


def find_code_claims(
    files: ShopFiles, directory: Path, hooks: Mapping[str, str]
) -> Iterator[Claim]:
    """Yield what a plugin's code listens to, and its files that nobody can read.

    Args:
        files: The shop.
        directory: With the plugin's code.
        hooks: Names of the shop's hooks by their numbers.
    """
    for name, data in files.php_files(directory, leave_out=_LEFT_OUT):
        path = Path(name)
        relative = files.relative(path)
        text = decode_php(data)
        encoder = find_encoder(text)
        if encoder:
            files.note(path, encoder)
            yield Claim(
                kind="opaque", target=relative, mode=Mode.OBSERVE, cooperative=None, path=relative
            )
            continue
        if not any(call in text for call in CALLS):
            continue
        if "HOOK_" not in text and EVENT not in text:
            continue
        found = read_php(text, calls=CALLS)
        if found.unread:
            files.note(path, found.unread)
        for call in found.calls:
            target = _target(call, hooks)
            if target:
                yield _claim(call, target, relative)


def _target(call: PhpCall, hooks: Mapping[str, str]) -> str:
    event = call.arg(0, "hookID" if call.name == "->hookInto" else "eventNames")
    if isinstance(event, PhpUnresolved):
        match = _CONSTANT.fullmatch(event.source.strip())
        return match[1] if match is not None else ""
    if isinstance(event, int) and not isinstance(event, bool) and call.name == "->hookInto":
        return hooks.get(str(event), str(event))
    if isinstance(event, str) and event.startswith(EVENT):
        number = event.removeprefix(EVENT)
        return hooks.get(number, number)
    return ""


def _claim(call: PhpCall, target: str, path: str) -> Claim:
    priority = call.arg(2, "priority")
    if priority is None:
        priority = PRIORITY
    is_number = isinstance(priority, int) and not isinstance(priority, bool)
    return Claim(
        kind="jtl.hook",
        target=target,
        mode=Mode.OBSERVE,
        rank=(priority,) if isinstance(priority, int) and is_number else None,
        path=path,
        line=call.line,
    )


def find_template_claims(files: ShopFiles, directory: Path) -> Iterator[Claim]:
    """Yield the blocks of the shop's templates that a plugin changes.

    Templates of the same name are put together by blocks; a name that no template of the
    shop has is a page of the plugin's own.

    Args:
        files: The shop.
        directory: With the plugin's code.
    """
    base = directory / TEMPLATES
    if not files.is_directory(base):
        return
    themes = list(files.children(files.root / "templates"))
    for path in _templates(files, base):
        name = path.relative_to(base).as_posix()
        if not any(files.is_file(theme / name) for theme in themes):
            continue
        relative = files.relative(path)
        for block in find_blocks(files.whole(path, max_bytes=MAX_TEMPLATE_BYTES) or ""):
            yield Claim(
                kind="jtl.block",
                target=name,
                member=block.name,
                mode=Mode.EXTEND if block.hands_on else Mode.REPLACE,
                cooperative=block.hands_on,
                value=relative,
                path=relative,
                line=block.line,
            )


def _templates(files: ShopFiles, base: Path) -> Iterator[Path]:
    waiting, count = [(base, 0)], 0
    while waiting:
        current, depth = waiting.pop()
        for entry in files.children(current):
            count += 1
            if count > MAX_TEMPLATES:
                files.note(base, f"it has more than {MAX_TEMPLATES} templates")
                return
            if entry.suffix == ".tpl":
                yield entry
            elif depth < MAX_DEPTH and "." not in entry.name and files.is_directory(entry):
                waiting.append((entry, depth + 1))
