"""modified eCommerce from 1.05 on: its modules, and the files that it includes by itself.

Whatever lies in ``includes/extra/<hook>/`` is included there, after the names of the files;
what belongs together has one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Mode, Plugin, PluginState, ShopInventory
from sellxed_sdk.shops._evidence import Evidence
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._osc import MODULES, find_osc_modules, find_symbols
from sellxed_sdk.shops._sources import read_source
from sellxed_sdk.shops._system import ShopSystem

__all__ = ["MODIFIED"]

SYSTEM = "modified"
MAX_SOURCE_BYTES = 300_000
MAX_DEPTH = 8
MARK = Path("inc/auto_include.inc.php")
OLD_MARK = Path("inc/xtc_db_query.inc.php")
EXTRA = Path("includes") / "extra"
ADMIN = "admin"
VERSION_FILE = Path("includes") / "version.php"
APPLICATION = Path("includes") / "application_top.php"
# Most wanted first: of two modules of one name, files in ``extra`` go to the first.
SHOP_KINDS = (
    "payment",
    "shipping",
    "order_total",
    "checkout",
    "order",
    "main",
    "product",
    "shopping_cart",
    "xtcPrice",
)
ADMIN_KINDS = ("system", "export", "categories")
_CONSTANT = re.compile(r"define\s*\(\s*'(PROJECT_\w+)'\s*,\s*'([^']{0,100})'")
_WRITTEN = re.compile(r"\bv(\d[\w.]*(?: SP\d\w*)?)")
# Numbers before a name put it in order, as ``10_paypal``.
_PREFIX = re.compile(r"^\d+[_-]*(?=[A-Za-z])")
_NAME = re.compile(r"[\w.-]{1,80}")
# Of these the shop includes the one that is asked for or chosen, not all.
_SINGLE = frozenset({"ajax", "captcha"})
_GUARD = re.compile(r"(?:function|class|interface|trait)_exists\s*\(\s*['\"]\\*(\w+)['\"]")
_DIGITS = re.compile(r"(\d+)")


@attrs.frozen
class _Extra:
    path: Path
    hook: str
    area: str
    place: int

    @property
    def name(self) -> str:
        """What is left without its number: what belongs together has it in common."""
        return _PREFIX.sub("", self.path.stem).lower()


def _recognise(root: Path) -> bool:
    if not (root / MODULES / "payment").is_dir():
        return False
    if (root / MARK).is_file():
        return True
    # Other shops are built on xt:Commerce 3 as well.
    return (root / OLD_MARK).is_file() and "modified" in _text(root / ADMIN / APPLICATION).lower()


def _text(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return stream.read(MAX_SOURCE_BYTES).decode("utf-8", "replace")


def _read(files: ShopFiles, evidence: Evidence) -> ShopInventory:
    admin = _admin(files)
    version = _version(files, admin)
    plugins = {
        plugin.uid: plugin
        for plugin in (
            *find_osc_modules(files, system=SYSTEM, kinds=SHOP_KINDS, evidence=evidence),
            *find_osc_modules(
                files, system=SYSTEM, kinds=ADMIN_KINDS, evidence=evidence, base=admin / MODULES
            ),
        )
    }
    known: dict[str, str] = {}
    for uid in plugins:  # in the order of kinds
        known.setdefault(uid.rpartition("/")[2].lower(), uid)
    groups: dict[str, list[_Extra]] = {}
    for entry in _extras(files, admin):
        groups.setdefault(_owner(entry.name, known), []).append(entry)
    for uid, entries in groups.items():
        claims = [claim for entry in entries for claim in _claims(files, entry)]
        found = plugins.get(uid) or _loose(files, uid, entries, evidence)
        plugins[uid] = attrs.evolve(found, claims=_sorted([*found.claims, *claims]))
    return ShopInventory(
        platform=SYSTEM,
        platform_version=version,
        plugins=tuple(sorted(plugins.values(), key=lambda plugin: plugin.uid)),
        unread=tuple(files.unread),
    )


def _admin(files: ShopFiles) -> Path:
    """Return the directory of the administration, which shops rename."""
    usual = files.root / ADMIN
    if files.is_file(usual / VERSION_FILE) or files.is_file(usual / APPLICATION):
        return usual
    for directory in files.children(files.root):
        if directory.name.startswith(ADMIN) and files.is_file(directory / APPLICATION):
            return directory
    for directory in files.children(files.root):
        path = directory / VERSION_FILE
        if directory.name.startswith("_"):  # as the installer
            continue
        if files.is_file(path) and "PROJECT_" in (files.head(path, max_bytes=20_000) or ""):
            return directory
    return usual


def _version(files: ShopFiles, admin: Path) -> str | None:
    for path in (admin / VERSION_FILE, admin / APPLICATION):
        text = files.head(path, max_bytes=MAX_SOURCE_BYTES) if files.is_file(path) else None
        found = dict(_CONSTANT.findall(text or ""))
        numbers = [found.get(f"PROJECT_{name}_VERSION", "") for name in ("MAJOR", "MINOR")]
        if numbers[0]:
            return ".".join(number for number in numbers if number)
        written = _WRITTEN.search(found.get("PROJECT_VERSION", ""))
        if written is not None:
            return written[1]
    files.note(admin, "no file in it says which version this is")
    return None


def _extras(files: ShopFiles, admin: Path) -> Iterator[_Extra]:
    yield from _hooks(files, files.root / EXTRA, EXTRA.as_posix(), "", depth=0)
    yield from _hooks(files, admin / EXTRA, f"{ADMIN}/{EXTRA.as_posix()}", ADMIN, depth=0)


def _hooks(
    files: ShopFiles, directory: Path, hook: str, area: str, *, depth: int
) -> Iterator[_Extra]:
    if not files.is_directory(directory):
        return
    entries = list(files.children(directory))
    found = [e for e in entries if e.suffix == ".php" and files.is_file(e)]
    # The platform includes them by natcasesort().
    for place, path in enumerate(sorted(found, key=_natural), start=1):
        if _NAME.fullmatch(path.stem):
            yield _Extra(path, hook, area, place)
    if depth < MAX_DEPTH:
        for entry in entries:
            if "." not in entry.name and not entry.is_symlink():
                yield from _hooks(files, entry, f"{hook}/{entry.name}", area, depth=depth + 1)


def _natural(path: Path) -> tuple[tuple[int, int, str], ...]:
    parts = _DIGITS.split(path.name.lower())
    return tuple((1, int(p), "") if p.isdecimal() else (2, 0, p) for p in parts if p)


def _owner(name: str, known: Mapping[str, str]) -> str:
    """Return whose a file is: a module's of its name, or of the longest beginning of it."""
    words = name
    while words:
        if words in known:
            return known[words]
        words = words.rpartition("_")[0]
    return f"{SYSTEM}:extra/{name}"


def _loose(files: ShopFiles, uid: str, entries: list[_Extra], evidence: Evidence) -> Plugin:
    path = files.relative(entries[0].path)
    name = uid.rpartition("/")[2]
    given = evidence.find(f"extra/{name}", name)
    return Plugin(
        uid=uid,
        name=name,
        version=given.version if given else None,
        # What lies there is included, whether or not it then does something.
        state=given.state if given else PluginState.ACTIVE,
        evidence=evidence.source if given else path,
        kind="extra",
        path=path,
    )


def _claims(files: ShopFiles, entry: _Extra) -> Iterator[Claim]:
    relative = files.relative(entry.path)
    yield Claim(
        kind="mod.hook",
        target=entry.hook,
        area=entry.area,
        mode=Mode.OBSERVE,
        value=entry.path.stem,
        rank=(entry.place,),
        path=relative,
        line=1,
    )
    text = files.head(entry.path, max_bytes=MAX_SOURCE_BYTES) or ""
    if re.search(r"\b(?:class|function)\s+&?\w", text) or "<?php //" in text[:200]:
        found, opaque = read_source(files, entry.path)
        yield from opaque
        yield from _symbols(entry, find_symbols(found, relative, area=entry.hook), text)


def _symbols(entry: _Extra, found: Iterable[Claim], text: str) -> Iterator[Claim]:
    """Yield the names that stop the shop: files of one hook are surely included together."""
    if _SINGLE & set(entry.hook.split("/")):
        return
    guarded = {name.lower() for name in _GUARD.findall(text)}
    for claim in found:
        if claim.target.lower().removesuffix("()") not in guarded:
            yield claim


def _sorted(claims: list[Claim]) -> tuple[Claim, ...]:
    return tuple(
        sorted(
            dict.fromkeys(claims),
            key=lambda claim: (claim.kind, claim.target, claim.member, claim.path, claim.line),
        )
    )


MODIFIED = ShopSystem(platform=SYSTEM, title="modified eCommerce", recognise=_recognise, read=_read)
