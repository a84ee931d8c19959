from pathlib import Path

import pytest

from sellxed_sdk.shops import read_inventory

HEADER = "<?php\nclass Model {\n\tpublic function get() {\n\t\treturn 1;\n\t}\n}\n"


class Tree:
    """An OpenCart shop that is written file by file."""

    def __init__(self, root: Path, version="3.0.3.8", admin="admin") -> None:
        self.root = root
        self.admin = admin
        head = f"<?php\n// Version\ndefine('VERSION', '{version}');\n"
        self.write("index.php", head)
        self.write(f"{admin}/index.php", head)
        self.write(f"{admin}/controller/common/header.php", "<?php\n")
        self.write("system/startup.php", "<?php\n")
        self.write("system/engine/loader.php", "<?php\n")
        self.write("catalog/controller/common/header.php", "<?php\n")
        self.write("catalog/model/a.php", HEADER)

    def write(self, path: str, text: str | bytes = "<?php\n") -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())

    def modification(self, path, name, *operations, file="catalog/model/a.php", extra=""):
        """Write a modification; each operation is search, add and attributes."""
        self.write(path, modification(name, *operations, file=file, extra=extra))

    def vqmod(self):
        head = (self.root / "index.php").read_text()
        self.write("index.php", head + "require_once('./vqmod/vqmod.php');\nVQMod::bootup();\n")
        self.write("vqmod/vqmod.php")

    def read(self, **given):
        return read_inventory(self.root, **given)


def operation(search, add, *, position="after", error="", of_search="", of_add=""):
    given = f' error="{error}"' if error else ""
    return (
        f"<operation{given}><search{of_search}><![CDATA[{search}]]></search>"
        f'<add position="{position}"{of_add}><![CDATA[{add}]]></add></operation>'
    )


def modification(name, *operations, file="catalog/model/a.php", extra=""):
    return (
        f"<modification>\n<name>{name}</name>\n<code>{name.lower()}</code>\n"
        f"<version>1.2</version>\n{extra}"
        f'<file path="{file}">\n' + "\n".join(operations) + "\n</file>\n</modification>\n"
    )


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path)


@pytest.fixture
def make_tree(tmp_path):
    return lambda **given: Tree(tmp_path / "shop", **given)


@pytest.fixture(name="operation")
def operation_fixture():
    return operation


@pytest.fixture(name="modification")
def modification_fixture():
    return modification
