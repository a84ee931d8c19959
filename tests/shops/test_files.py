import os

import pytest

from sellxed_sdk.shops._files import ShopFiles


@pytest.fixture
def shop(tmp_path):
    for name in ("b.php", "a.PHP", "a.php", "d/x.php", "d/e/y.php", "tests/t.php", ".git/g.php"):
        path = tmp_path / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<?php // {name}")
    return tmp_path / "shop"


def names(shop, **options):
    files = ShopFiles(shop)
    found = [
        os.path.relpath(path, shop).replace(os.sep, "/")
        for path, _ in files.php_files(shop, **options)
    ]
    return found, {entry.path: entry.reason for entry in files.unread}


class TestPhpFiles:
    def test_every_file_once_in_order(self, shop):
        assert names(shop, leave_out={"tests"}) == (["a.php", "b.php", "d/x.php", "d/e/y.php"], {})

    def test_the_bytes_as_they_are(self, shop):
        (shop / "b.php").write_bytes(b"\xff\0")

        assert dict(ShopFiles(shop).php_files(shop))[str(shop / "b.php")] == b"\xff\0"

    def test_links_are_not_followed(self, shop, tmp_path):
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "o.php").touch()
        (shop / "d" / "link").symlink_to(tmp_path / "out")
        (shop / "d" / "link.php").symlink_to(tmp_path / "out" / "o.php")
        (shop / "d" / "loop").symlink_to(shop)

        assert names(shop / "d")[0] == ["x.php", "e/y.php"]
        files = ShopFiles(shop)
        assert list(files.php_files(shop / "d" / "link")) == []
        assert files.unread[0].reason == "it is a link out of the shop"

    def test_what_cannot_be_read(self, shop):
        (shop / "huge.php").write_bytes(b"x" * 4_000_001)
        os.mkfifo(shop / "pipe.php")

        assert names(shop / "gone") == ([], {})
        assert names(shop)[1] == {"huge.php": "it has more than 4000000 bytes"}

    def test_bounds(self, shop, monkeypatch):
        monkeypatch.setattr("sellxed_sdk.shops._files.MAX_DEPTH", 1)
        monkeypatch.setattr("sellxed_sdk.shops._files.MAX_ENTRIES", 5)
        found, reasons = names(shop, leave_out={"tests"})

        assert found == ["a.php", "b.php", "d/x.php"]
        assert reasons == {
            ".": "it has more than 5 entries",
            "d": "it has directories more than 1 deep",
        }

    def test_the_number_of_steps(self, shop, monkeypatch):
        monkeypatch.setattr("sellxed_sdk.shops._files.MAX_STEPS", 3)

        assert names(shop)[1] == {".": "it has more than 3 files to look at"}


class TestSource:
    def test_one_file(self, shop, tmp_path):
        files = ShopFiles(shop)
        (tmp_path / "o.php").touch()
        (shop / "link.php").symlink_to(tmp_path / "o.php")

        assert files.source(shop / "b.php") == b"<?php // b.php"
        assert files.source(shop / "d") is None
        assert files.source(shop / "gone.php") is None
        assert files.source(shop / "link.php") is None
        assert len(files.unread) == 3


class TestJson:
    def test_any_value(self, shop):
        (shop / "a.json").write_text("\ufeff[1]", encoding="utf-8")
        (shop / "b.json").write_text("{")
        files = ShopFiles(shop)

        assert files.json(shop / "a.json", max_bytes=10) == [1]
        assert files.json(shop / "b.json", max_bytes=10) is None
        assert files.mapping(shop / "a.json", max_bytes=10) == {}
        assert [entry.reason for entry in files.unread] == ["it is not JSON"]


def test_progress_is_told_now_and_then(tmp_path):
    for number in range(1_200):
        (tmp_path / f"{number}.txt").touch()
    told = []
    list(ShopFiles(tmp_path, progress=told.append).children(tmp_path))

    assert told == [500, 1_000]
