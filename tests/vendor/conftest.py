import pytest

from sellxed_sdk.vendor import create_channel, create_vendor


@pytest.fixture
def vendor(tmp_path, now):
    """A vendor with keys, a channel and a trust bundle."""
    made = create_vendor(
        tmp_path / "vendor",
        name="sellxed.example",
        metadata_url="http://127.0.0.1:9/metadata/",
        targets_url="http://127.0.0.1:9/targets/",
    )
    create_channel(made, products=("alpenpay",), support=None, now=now)
    return made


@pytest.fixture
def source(tmp_path):
    """A module's directory."""
    directory = tmp_path / "src"
    (directory / "lib").mkdir(parents=True)
    (directory / "main.php").write_text("<?php main();\n")
    (directory / "lib" / "a.php").write_text("<?php a();\n")
    return directory
