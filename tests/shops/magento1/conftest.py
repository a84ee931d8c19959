from pathlib import Path

import pytest

from sellxed_sdk.shops import read_inventory

MAGE = """<?php
final class Mage {
    public static function getVersion() { $i = self::getVersionInfo(); return trim('...'); }
    public static function getVersionInfo()
    {
        return array(
            'major'     => '1',
            'minor'     => '9',
            'revision'  => '4',
            'patch'     => '5',
            'stability' => '',
            'number'    => '',
        );
    }
}
"""


class Tree:
    """A Magento 1 shop that is written file by file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("app/Mage.php", MAGE)

    def write(self, path: str, text: str | bytes) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())

    def declare(self, file, **modules):
        """Write a file of ``app/etc/modules``; each module has the text that is in it."""
        body = "".join(f"<{name}>{text}</{name}>" for name, text in modules.items())
        self.write(f"app/etc/modules/{file}.xml", f"<config><modules>{body}</modules></config>")

    def module(self, name, config="", *, pool="community", depends=(), on="true", version="1.0.0"):
        needs = "".join(f"<{other}/>" for other in depends)
        text = f"<active>{on}</active><codePool>{pool}</codePool><depends>{needs}</depends>"
        self.declare(name, **{name: text})
        self.write(
            f"app/code/{pool}/{name.replace('_', '/')}/etc/config.xml",
            f"<config>\n<modules><{name}><version>{version}</version></{name}></modules>\n"
            f"{config}\n</config>",
        )

    def php(self, name, extends="", pool="community"):
        parent = f" extends {extends}" if extends else ""
        self.write(
            f"app/code/{pool}/{name.replace('_', '/')}.php",
            f"<?php\nclass {name}{parent}\n{{\n}}\n",
        )

    def read(self, **given):
        return read_inventory(self.root, **given)

    def claims(self, name):
        return list(self.read().find(f"magento1:{name}").claims)


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path / "shop")
