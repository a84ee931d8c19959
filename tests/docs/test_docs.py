"""What the documentation says is so: code runs, links lead somewhere, codes are in step."""

import contextlib
import importlib
import io
import re
import runpy
from pathlib import Path

import pytest

from sellxed_sdk import errors
from sellxed_sdk.findings import registry

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    [
        *DOCS.rglob("*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    ]
)
FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def _id(path):
    return path.relative_to(ROOT).as_posix()


def _prose(path):
    """The page without code, in which brackets mean something else."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    text = re.sub(r"^ {4}.*$", "", text, flags=re.MULTILINE)
    return re.sub(r"`[^`\n]*`", "", text)


def _anchors(path):
    """The anchors of a page's headings, as code hosts make them."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE):
        plain = re.sub(r"[`\\]", "", heading).strip().lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        found.add(slug if slug not in found else f"{slug}-1")
    return found


def _runnable():
    for path in PAGES:
        blocks = FENCE.findall(path.read_text(encoding="utf-8"))
        for number, (label, code) in enumerate(blocks):
            if label.strip() == "python run":
                following = blocks[number + 1] if number + 1 < len(blocks) else ("", "")
                output = following[1] if following[0].strip() == "text output" else None
                yield pytest.param(code, output, id=f"{_id(path)}-{number}")


@pytest.mark.parametrize(("code", "output"), list(_runnable()))
def test_code_runs_as_printed(code, output, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<documentation>", "exec"), {"__name__": "documentation"})  # noqa: S102 - ours

    assert output is not None
    assert printed.getvalue() == output


class TestLinks:
    @pytest.mark.parametrize("page", PAGES, ids=_id)
    def test_every_relative_link_leads_somewhere(self, page):
        broken = []
        for target in LINK.findall(_prose(page)):
            if re.match(r"[a-z]+:", target):
                assert target.startswith("https://")
                continue
            name, _, anchor = target.partition("#")
            found = (page.parent / name).resolve() if name else page
            if not found.exists() or (anchor and anchor not in _anchors(found)):
                broken.append(target)

        assert broken == []

    def test_every_page_is_reached_from_the_index(self):
        reached = {DOCS / "index.md"}
        waiting = list(reached)
        while waiting:
            page = waiting.pop()
            for target in LINK.findall(_prose(page)):
                found = (page.parent / target.partition("#")[0]).resolve()
                if found.suffix == ".md" and found.is_file() and found not in reached:
                    reached.add(found)
                    waiting.append(found)

        assert set(DOCS.rglob("*.md")) <= reached


class TestCodes:
    def test_the_page_is_in_step_with_the_registry(self):
        render = runpy.run_path(str(DOCS / "make_codes.py"))["render"]

        assert (DOCS / "codes.md").read_text(encoding="utf-8") == render(), (
            "run `python docs/make_codes.py`"
        )

    def test_every_code_has_a_heading(self):
        assert {name.lower() for name in registry()} <= _anchors(DOCS / "codes.md")

    @pytest.mark.parametrize("page", PAGES, ids=_id)
    def test_every_code_that_is_named_is_there(self, page):
        others = {"SELLXED_LICENCE_KEY", "SELLXED_LICENCE_FILE", "SELLXED_STATE_DIR"}
        others |= {"SELLXED_PASSPHRASE", "NO_COLOR", "FORCE_COLOR", "HTTPS_PROXY", "NO_PROXY"}
        others |= {"SELLXED_DOWNLOAD_CREDENTIAL"}
        text = page.read_text(encoding="utf-8")
        named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", text))
        if page.parent.name in ("shops", "hosts"):
            # These pages name constants of the shop systems: ours are linked there.
            named = set(re.findall(r"codes\.md#([a-z_]+)", text))
            assert named <= {name.lower() for name in registry()}
            return

        assert named - others <= set(registry())


class TestNames:
    @pytest.mark.parametrize("page", PAGES, ids=_id)
    def test_every_module_that_is_named_is_there(self, page):
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"`([a-z]+\._[a-z0-9_]+)`", text):
            importlib.import_module(f"sellxed_sdk.{name}")
        for name in re.findall(r"`(sellxed_sdk(?:\.\w+)*)(?:\([^`]*\))?`", text):
            _resolve(name)

    def test_the_tree_of_errors_is_the_one_in_the_code(self):
        page = (DOCS / "errors.md").read_text(encoding="utf-8")
        drawn = re.findall(r"^ {4}( *)(\w+Error)\b", page, re.MULTILINE)
        parents = {0: Exception}
        for indent, name in drawn:
            kind = getattr(errors, name)
            depth = len(indent) // 2
            assert kind.__base__ is parents[depth]
            parents[depth + 1] = kind

        assert {name for _, name in drawn} == set(errors.__all__)


def _resolve(name):
    found = importlib.import_module("sellxed_sdk")
    for part in name.split(".")[1:]:
        if not hasattr(found, part):
            importlib.import_module(f"{found.__name__}.{part}")
        found = getattr(found, part)
