import json
import sys
from pathlib import Path

import pytest

from sellxed_sdk.shops import read_inventory

REGISTRATION = """<?php
use Magento\\Framework\\Component\\ComponentRegistrar;

ComponentRegistrar::register(ComponentRegistrar::MODULE, '{name}', __DIR__);
"""


class Tree:
    """A Magento 2 shop that is written file by file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.order: list[str] = []
        self.write("bin/magento", "#!/usr/bin/env php\n")

    def write(self, path: str, text: str | bytes) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())

    def module(self, name, *, di="", areas=None, sequence=(), manifest=None, classes=None, on=1):
        """Write a module to app/code; it is loaded after those that were written before."""
        home = "app/code/" + name.replace("_", "/", 1)
        names = "".join(f'<module name="{other}"/>' for other in sequence)
        self.write(f"{home}/registration.php", REGISTRATION.format(name=name))
        self.write(
            f"{home}/etc/module.xml",
            f'<config><module name="{name}"><sequence>{names}</sequence></module></config>',
        )
        for area, text in {"": di, **(areas or {})}.items():
            if text:
                self.write(f"{home}/etc/{area}/di.xml", f"<config>\n{text}\n</config>")
        if manifest is not None:
            self.write(f"{home}/composer.json", json.dumps(manifest))
        for short, body in (classes or {}).items():
            self.php(name, short, body)
        if on is not None:
            self.order.append(f"'{name}' => {on},")
            self.config()
        return home

    def php(self, module, short, body, *, extends=""):
        space = "\\".join([*module.split("_", 1), *short.split("/")[:-1]])
        short_name = short.rpartition("/")[2]
        parent = f" extends {extends}" if extends else ""
        self.write(
            f"app/code/{module.replace('_', '/', 1)}/{short}.php",
            f"<?php\nnamespace {space};\n\nclass {short_name}{parent}\n{{\n{body}\n}}\n",
        )

    def config(self):
        lines = "\n".join(self.order)
        self.write("app/etc/config.php", f"<?php\nreturn ['modules' => [\n{lines}\n]];\n")

    def read(self, **given):
        return read_inventory(self.root, **given)

    def claims(self, name, kind=""):
        claims = self.read().find(f"magento2:{name}").claims
        return [claim for claim in claims if not kind or claim.kind == kind]


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path / "shop")


@pytest.fixture
def steps():
    """Count the calls of functions, of Python's and of C's, that something takes."""

    def count(run):
        found = 0

        def profile(frame, event, arg):
            nonlocal found
            found += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(profile)
        try:
            run()
        finally:
            sys.setprofile(before)
        return found

    return count
