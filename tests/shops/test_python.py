import importlib.metadata
import sys

from sellxed_sdk.compatibility import PluginState
from sellxed_sdk.shops import read_python_environment


def install(directory, name, version, *, metadata=None):
    home = directory / f"{name}-{version}.dist-info"
    home.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (home / "METADATA").write_bytes(metadata if metadata is not None else text.encode())
    return home


def test_this_environment():
    inventory = read_python_environment()
    attrs = inventory.find("python:attrs")

    assert inventory.platform == "python"
    assert inventory.platform_version == ".".join(map(str, sys.version_info[:3]))
    assert attrs.version == importlib.metadata.version("attrs")
    assert attrs.state is PluginState.ACTIVE
    assert len({plugin.uid for plugin in inventory.plugins}) == len(inventory.plugins) > 10


def test_odd_metadata_is_told(tmp_path, monkeypatch):
    first, second = tmp_path / "first", tmp_path / "second"
    install(first, "Zope.Odd_Name", "1.0")
    install(second, "zope-odd.name", "2.0")
    install(first, "nameless", "1", metadata=b"Version: 1\n")
    install(first, "empty", "1", metadata=b"")
    install(first, "binary", "1", metadata=b"\xff\xfe\x00Name: x\n")
    install(first, "unversioned", "1", metadata=b"Name: unversioned\n")
    (install(first, "gone", "1") / "METADATA").unlink()
    monkeypatch.setattr(sys, "path", [str(first), str(second), str(first)])
    inventory = read_python_environment()
    places = {entry.path.rpartition("/")[2]: entry.reason for entry in inventory.unread}

    assert [(plugin.uid, plugin.version) for plugin in inventory.plugins] == [
        ("python:unversioned", None),
        ("python:zope-odd-name", "1.0"),
    ]
    assert places["zope-odd.name-2.0.dist-info"] == "Zope.Odd_Name 1.0 comes first on the path"
    assert {"nameless-1.dist-info", "empty-1.dist-info", "binary-1.dist-info"} <= set(places)


def test_what_is_required_without_an_extra(tmp_path, monkeypatch):
    lines = [
        "Requires-Dist: Zope.Interface>=5",
        'Requires-Dist: pytest; extra == "test"',
        'Requires-Dist: colorama; sys_platform == "win32"',
        "Requires-Dist: zope-interface",
        "Requires-Dist: not a requirement at all",
    ]
    text = "Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n" + "\n".join(lines) + "\n\n"
    install(tmp_path, "shop", "1.0", metadata=text.encode())
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    found = read_python_environment().find("python:shop")

    assert found.requires == ("python:zope-interface", "python:colorama")
