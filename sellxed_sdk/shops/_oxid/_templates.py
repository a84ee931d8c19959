"""`ox.block`, `ox.template` and `ox.controller`: templates, and pages of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from sellxed_sdk.compatibility import Claim, Mode
from sellxed_sdk.shops._files import ShopFiles
from sellxed_sdk.shops._oxid._metadata import Block, Metadata
from sellxed_sdk.shops._oxid._shops import Shop

__all__ = ["find_template_claims", "settle_positions"]

MAX_TEMPLATE_BYTES = 500_000
MAX_TEMPLATES = 5_000
MAX_DEPTH = 12
EXTENSIONS = Path("views/twig/extensions")
DEFAULT_THEME = "default"
SUFFIX = ".html.twig"

_SMARTY_PARENT = re.compile(r"\[\{\s*\$smarty\.block\.parent\b", re.IGNORECASE)
_TWIG_PARENT = re.compile(r"\bparent\s*\(")
_TWIG_TAG = re.compile(
    r"\{#.*?(?:#\}|\Z)|\{%[-~]?\s*(?:(?P<begin>block)\s+(?P<name>\w+)(?P<rest>[^%]*)"
    r"|(?P<end>endblock)\b[^%]*)[-~]?%\}",
    re.DOTALL,
)
_COMMENT = re.compile(r"\{#.*?(?:#\}|\Z)", re.DOTALL)


def find_template_claims(
    files: ShopFiles,
    module: str,
    metadata: Metadata,
    *,
    metadata_path: Path,
    shops: tuple[Shop, ...],
    engines: frozenset[str],
) -> Iterator[Claim]:
    """Yield what a module does to templates, and the pages that it adds.

    Args:
        files: The shop.
        module: Its id.
        metadata: What it says.
        metadata_path: Where.
        shops: The shops of the installation.
        engines: What templates may be written for: ``smarty``, ``twig`` or both.
    """
    path = files.relative(metadata_path)
    blocks = metadata.blocks if "smarty" in engines else ()
    simple = [
        *(claim for block in blocks for claim in _smarty(files, metadata_path, block)),
        *_lists(metadata, path),
    ]
    if metadata.is_encoded:
        yield Claim(kind="opaque", target=path, mode=Mode.OBSERVE, cooperative=None, path=path)
    twig = list(_twig(files, metadata_path.parent)) if "twig" in engines else []
    for shop in shops:
        if not shop.counts(module):
            continue
        for claim in simple:
            yield attrs.evolve(claim, area=_area(shop, claim.area))
        for claim in twig:
            rank = _twig_rank(shop, module, claim.target)
            yield attrs.evolve(claim, area=_area(shop, claim.area), rank=rank)


def settle_positions(claims: Iterable[Claim]) -> dict[Claim, Claim]:
    """Return those claims on blocks whose place in the order is not sure, without it.

    Of blocks at one position, the database's own ids decide.
    """
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        if claim.kind == "ox.block" and claim.rank is not None and len(claim.rank) == 1:
            groups.setdefault((claim.target, claim.member, claim.area), []).append(claim)
    return {
        claim: attrs.evolve(claim, rank=None)
        for found in groups.values()
        for claim in found
        if sum(other.rank == claim.rank for other in found) > 1
    }


def _area(shop: Shop, theme: str) -> str:
    return "/".join(part for part in (shop.area, theme) if part)


def _smarty(files: ShopFiles, metadata_path: Path, block: Block) -> Iterator[Claim]:
    path = _block_file(files, metadata_path.parent, block.file)
    if path is None:
        # The platform logs that, and leaves the block alone.
        files.note(metadata_path, f"the template {block.file[:100]} of a block was not found")
        return
    text = files.whole(path, max_bytes=MAX_TEMPLATE_BYTES)
    has_parent = None if text is None else _SMARTY_PARENT.search(text) is not None
    yield Claim(
        kind="ox.block",
        target=block.template,
        member=block.name,
        area=block.theme,
        mode=Mode.REPLACE if has_parent is False else Mode.EXTEND,
        cooperative=has_parent,
        value=files.relative(path),
        rank=None if block.position is None else (block.position,),
        path=files.relative(path),
        line=1,
    )


def _block_file(files: ShopFiles, directory: Path, written: str) -> Path | None:
    """Return the file of a block; one without a directory is in ``out/blocks``, as in 4.5."""
    name = written.lstrip("/") if "/" in written else f"out/blocks/{written}"
    # Up to 6.0, the suffix may be left out.
    for path in (directory / name, directory / f"{name}.tpl"):
        if ".." not in Path(name).parts and files.is_file(path):
            return path
    return None


def _lists(metadata: Metadata, path: str) -> Iterator[Claim]:
    """Yield templates by name, of which the last one counts, and keys of pages.

    Of two modules that have one key, the platform switches on only one.
    """
    kinds = (
        ("ox.template", Mode.REPLACE, metadata.templates),
        ("ox.controller", Mode.EXCLUSIVE, metadata.controllers),
    )
    for kind, mode, entries in kinds:
        for entry in entries:
            yield Claim(
                kind=kind,
                target=entry.key if kind == "ox.template" else entry.key.lower(),
                mode=mode,
                cooperative=False,
                value=entry.value,
                path=path,
                line=entry.line,
            )


def _twig(files: ShopFiles, directory: Path) -> Iterator[Claim]:
    """Yield the blocks of templates that extend others, of the shop's themes or modules."""
    base = directory / EXTENSIONS
    for theme in files.children(base / "themes"):
        area = "" if theme.name == DEFAULT_THEME else theme.name
        for path in _templates(files, theme):
            yield from _blocks(files, path, path.relative_to(theme).as_posix(), area)
    for module in files.children(base / "modules"):
        for path in _templates(files, module):
            target = f"@{module.name}/{path.relative_to(module).as_posix()}"
            yield from _blocks(files, path, target, "")


def _templates(files: ShopFiles, directory: Path) -> Iterator[Path]:
    waiting, count = [(directory, 0)], 0
    while waiting:
        current, depth = waiting.pop()
        for entry in files.children(current) if files.is_directory(current) else ():
            count += 1
            if count > MAX_TEMPLATES:
                files.note(directory, f"it has more than {MAX_TEMPLATES} templates")
                return
            if entry.name.endswith(SUFFIX):
                yield entry
            elif depth < MAX_DEPTH and "." not in entry.name:
                waiting.append((entry, depth + 1))


def _blocks(files: ShopFiles, path: Path, target: str, area: str) -> Iterator[Claim]:
    text = files.whole(path, max_bytes=MAX_TEMPLATE_BYTES)
    relative = files.relative(path)
    for name, begin, end in _twig_blocks(text or ""):
        body = _COMMENT.sub("", (text or "")[begin:end])
        has_parent = _TWIG_PARENT.search(body) is not None
        yield Claim(
            kind="ox.block",
            target=target,
            member=name,
            area=area,
            mode=Mode.EXTEND if has_parent else Mode.REPLACE,
            cooperative=has_parent,
            value=relative,
            path=relative,
            line=(text or "").count("\n", 0, begin) + 1,
        )


def _twig_blocks(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield name, begin and end of the outermost blocks of a template."""
    depth, name, begin = 0, "", 0
    for match in _TWIG_TAG.finditer(text):
        if match["begin"]:
            rest = (match["rest"] or "").strip(" \t\r\n-~")
            if rest:  # ``{% block title value %}`` has no end
                if not depth:
                    yield match["name"], match.start(), match.end()
                continue
            if not depth:
                name, begin = match["name"], match.start()
            depth += 1
        elif match["end"] and depth:
            depth -= 1
            if not depth:
                yield name, begin, match.end()
    if depth:
        yield name, begin, len(text)


def _twig_rank(shop: Shop, module: str, template: str) -> tuple[int, ...] | None:
    """Return the place of a module in the chain of a template: the first is the outermost.

    What the configuration does not name comes behind, in the order of the ids.
    """
    first = shop.templates.get(template, ())
    if module in first:
        return (1, -first.index(module))
    return (0, -shop.order.index(module)) if module in shop.order else None
