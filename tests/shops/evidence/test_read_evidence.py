import json
import sqlite3
from contextlib import closing, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellxed_sdk.errors import InventoryError
from sellxed_sdk.shops import evidence_from_rows, read_evidence

MODULE_STATUS = """\
\x1b[32mList of enabled modules:\x1b[39m
Magento_Store
Vendor_Payment

\x1b[32mList of disabled modules:\x1b[39m
Vendor_Old

Modules overridden in app/etc/env.php:
Vendor_Old : disabled in env.php, enabled in app/etc/config.php

"""
SHOPWARE5 = """\
+---------+-----------+---------+--------+--------+-----------+
| Plugin  | Label     | Version | Author | Active | Installed |
+---------+-----------+---------+--------+--------+-----------+
| AcmePay | Acme Zahl | 2.0.1   | Acme   | Yes    | Yes       |
| Cron    | Cron      | 1.1.0   | shopw. | No     | Yes       |
+---------+-----------+---------+--------+--------+-----------+
"""
SHOPWARE6 = """
Shopware Plugin Service
=======================

 --------- ------- --------------- --------- ----------- --------
  Plugin    Label   Composer name   Version   Installed   Active
 --------- ------- --------------- --------- ----------- --------
  AcmePay   Pay     acme/pay        3.1.0     Yes         No
                    wrapped
 --------- ------- --------------- --------- ----------- --------

 1 plugins, 1 installed, 0 active , 0 upgradeable
"""
OXID = """\
+-----------+------------+
| Module Id | Status     |
+-----------+------------+
| acme_pay  | Active     |
| acme_old  | Not active |
+-----------+------------+
"""


def read(tmp_path, data):
    path = tmp_path / "evidence"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_evidence(path)


def states(evidence):
    return {entry.names[0]: entry.state.value for entry in evidence.entries}


def versions(evidence):
    return {entry.names[0]: entry.version for entry in evidence.entries}


class TestWordPress:
    ROWS = (
        {"name": "pay", "status": "active", "update": "none", "version": "1.2"},
        {"name": "net", "status": "active-network", "update": "none", "version": "2"},
        {"name": "loader", "status": "must-use", "update": "none", "version": ""},
        {"name": "object-cache.php", "status": "dropin", "update": "none", "version": ""},
        {"name": "old", "status": "inactive", "update": "available", "version": "3"},
        {"name": "odd", "status": "broken", "update": "none", "version": "4"},
    )

    def test_status_words_and_versions(self, tmp_path):
        evidence = read(tmp_path, json.dumps(self.ROWS))

        assert evidence.source == "wp plugin list"
        assert states(evidence) == {
            "pay": "active",
            "net": "active",
            "loader": "active",
            "object-cache.php": "active",
            "old": "inactive",
            "odd": "unknown",
        }
        assert versions(evidence)["pay"] == "1.2"
        assert versions(evidence)["loader"] is None

    def test_a_file_tells_the_plugins_of_one_directory_apart(self, tmp_path):
        rows = [
            {"name": "suite", "status": "active", "file": "suite/a.php"},
            {"name": "suite", "status": "inactive", "file": "suite/b.php"},
        ]
        evidence = read(tmp_path, json.dumps(rows))

        assert evidence.find("suite/b.php", "suite").state.value == "inactive"
        assert evidence.find("suite").state.value == "unknown"

    def test_the_table_of_the_same_command(self, tmp_path):
        table = (
            "+------+----------+--------+---------+\n"
            "| name | status   | update | version |\n"
            "+------+----------+--------+---------+\n"
            "| pay  | inactive | none   | 1.2     |\n"
            "+------+----------+--------+---------+\n"
        )

        assert states(read(tmp_path, table)) == {"pay": "inactive"}

    def test_what_powershell_writes(self, tmp_path):
        assert states(read(tmp_path, json.dumps(self.ROWS[:1]).encode("utf-16"))) == {
            "pay": "active"
        }


class TestConsoles:
    def test_magento_module_status(self, tmp_path):
        evidence = read(tmp_path, MODULE_STATUS)

        assert evidence.source == "bin/magento module:status"
        assert states(evidence) == {
            "Magento_Store": "active",
            "Vendor_Payment": "active",
            "Vendor_Old": "inactive",
        }

    def test_magento_lists_that_are_empty(self, tmp_path):
        text = "List of enabled modules:\r\nA_B\r\n\r\nList of disabled modules:\r\nNone\r\n"

        assert states(read(tmp_path, text)) == {"A_B": "active"}

    def test_magento_named_modules(self, tmp_path):
        text = (
            "A_B : Module is enabled\n"
            "C_D :  Module is disabled (overridden in app/etc/env.php)\n"
            "E_F : Module does not exist\n"
        )

        assert states(read(tmp_path, text)) == {"A_B": "active", "C_D": "inactive"}

    def test_shopware_5(self, tmp_path):
        evidence = read(tmp_path, SHOPWARE5)

        assert states(evidence) == {"AcmePay": "active", "Cron": "inactive"}
        assert versions(evidence) == {"AcmePay": "2.0.1", "Cron": "1.1.0"}

    def test_shopware_6_as_json(self, tmp_path):
        rows = [
            {
                "extensions": [],
                "id": "0189f0d2b5a97187a1d8b7d3f2c4a6e8",
                "baseClass": "Acme\\Pay\\AcmePay",
                "name": "AcmePay",
                "composerName": "acme/pay",
                "active": True,
                "version": "3.1.0",
                "upgradeVersion": "3.2.0",
            }
        ]
        evidence = read(tmp_path, json.dumps(rows))

        assert evidence.source == "bin/console plugin:list"
        for name in ("AcmePay", "acme/pay", "Acme\\Pay\\AcmePay"):
            assert evidence.find(name).state.value == "active"
        assert versions(evidence) == {"AcmePay": "3.1.0"}

    def test_shopware_6_as_a_table(self, tmp_path):
        evidence = read(tmp_path, SHOPWARE6)

        assert states(evidence) == {"AcmePay": "inactive"}
        assert evidence.find("acme/pay").version == "3.1.0"

    def test_oxid(self, tmp_path):
        assert states(read(tmp_path, OXID)) == {"acme_pay": "active", "acme_old": "inactive"}


class TestExports:
    @pytest.mark.parametrize(
        ("row", "name", "state", "version"),
        [
            (
                {"id_module": "7", "name": "acmepay", "active": "1", "version": "1.0"},
                *("acmepay", "active", "1.0"),
            ),
            ({"name": "acmepay", "active": 0, "version": None}, "acmepay", "inactive", None),
            (
                {"name": "sale", "state": "to upgrade", "latest_version": "17.0.1.2"},
                *("sale", "active", "17.0.1.2"),
            ),
            ({"name": "sale", "state": "to install"}, "sale", "inactive", None),
            ({"name": "sale", "state": "uninstallable"}, "sale", "inactive", None),
            (
                {"kPlugin": 3, "cPluginID": "acme", "nStatus": "2", "nVersion": "2.1.0"},
                *("acme", "active", "2.1.0"),
            ),
            ({"cPluginID": "acme", "nStatus": 6}, "acme", "inactive", None),
            ({"cPluginID": "acme", "nStatus": 0}, "acme", "unknown", None),
            ({"Code": "flat", "Status": "Enabled"}, "flat", "active", None),
            ({"technical_name": "x", "is_active": "f"}, "x", "inactive", None),
            ({"name": "x", "active": None}, "x", "unknown", None),
            ({"name": "x", "active": 2}, "x", "unknown", None),
            ({"id": 12, "enabled": True}, "12", "active", None),
        ],
    )
    def test_rows_of_several_systems(self, tmp_path, row, name, state, version):
        found = read(tmp_path, json.dumps([row])).find(name)

        assert (found.state.value, found.version) == (state, version)

    def test_the_export_of_phpmyadmin(self, tmp_path):
        export = [
            {"type": "header", "version": "5.2.1"},
            {"type": "database", "name": "shop"},
            {"type": "table", "name": "ps_module", "data": [{"name": "a", "active": "0"}]},
        ]

        assert states(read(tmp_path, json.dumps(export))) == {"a": "inactive"}

    def test_none_at_all(self, tmp_path):
        assert read(tmp_path, "[]").entries == ()


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "detail"),
        [
            ("", "neither JSON nor a list"),
            ("acmepay\nother\n", "neither JSON nor a list"),
            ("{}", "not a list of plugins"),
            ("[1]", "not a list of plugins"),
            ('[{"status": "active"}]', "entry 1 has no name or id"),
            (
                '[{"name": "a", "status": "active"}, {"code": "flat", "type": "total"}]',
                "entry 2 does not say whether it is active",
            ),
            ("[" * 100_000, "not JSON"),
            ("[" + "1" * 5_000 + "]", "not"),
            (b"\xff\xfe\xff", "not text"),
            (b"\xff", "not text"),
            (b" " * 4_000_001, "more than 4000000 bytes"),
            ("--\n" * 3, "entry"),
            ("+--+\n| a |\n+--+\n| b |\n+--+", "no name"),
        ],
    )
    def test_anything_else(self, tmp_path, data, detail):
        if detail == "entry":
            assert read(tmp_path, data).entries == ()
            return
        with pytest.raises(InventoryError, match=detail) as caught:
            read(tmp_path, data)
        assert caught.value.code == "PLATFORM_UNREADABLE"
        assert caught.value.path == str(tmp_path / "evidence")

    def test_too_many(self, tmp_path, monkeypatch):
        monkeypatch.setattr("sellxed_sdk.shops._evidence._read.MAX_ROWS", 2)
        with pytest.raises(InventoryError, match="more than 2 entries"):
            read(tmp_path, json.dumps([{"name": "a", "active": 1}] * 3))

    def test_no_file(self, tmp_path):
        for path in (tmp_path, tmp_path / "gone", tmp_path / "a\0b"):
            with pytest.raises(InventoryError):
                read_evidence(path)

    @pytest.mark.property
    @given(
        st.binary(max_size=200)
        | st.text(alphabet="+-|= \nactive:List_x", max_size=200).map(str.encode)
        | st.sampled_from([MODULE_STATUS, SHOPWARE5, SHOPWARE6, OXID]).flatmap(
            lambda text: st.integers(0, len(text)).map(lambda end: text[:end].encode())
        )
    )
    def test_random_bytes(self, tmp_path_factory, data):
        with suppress(InventoryError):
            read(tmp_path_factory.getbasetemp(), data)

    @pytest.mark.property
    @given(
        st.lists(
            st.dictionaries(
                st.sampled_from(["name", "id", "active", "status", "version", "nStatus", "data"]),
                st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers()),
            ),
            max_size=3,
        )
    )
    def test_random_objects(self, tmp_path_factory, rows):
        with suppress(InventoryError):
            evidence = read(tmp_path_factory.getbasetemp(), json.dumps(rows))
            assert len(evidence.entries) == len(rows)


class TestRowsOfACursor:
    def test_positions_and_keys(self):
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute("CREATE TABLE ps_module (name, active, version)")
            database.executemany(
                "INSERT INTO ps_module VALUES (?, ?, ?)", [("a", 1, "1.0"), (b"b", "0", None)]
            )
            query = "SELECT name, active, version FROM ps_module"
            by_position = evidence_from_rows(
                database.execute(query), name=0, active=1, version=2, source="panel"
            )
            database.row_factory = sqlite3.Row
            by_name = evidence_from_rows(
                database.execute(query),
                name="name",
                active="active",
                version="version",
                source="panel",
            )

        assert by_position == by_name
        assert states(by_name) == {"a": "active", "b": "inactive"}
        assert versions(by_name) == {"a": "1.0", "b": None}
        assert by_name.source == "panel"

    def test_mappings_and_one_bit(self):
        rows = [{"module": "a", "on": b"\1"}, {"module": "b", "on": b"\0"}]
        evidence = evidence_from_rows(rows, name="module", active="on")

        assert states(evidence) == {"a": "active", "b": "inactive"}
        assert evidence.source == "database"
        assert versions(evidence) == {"a": None, "b": None}

    @pytest.mark.parametrize(
        ("row", "name"),
        [(("a", 1), 2), (("a", 1), -1), (("a", 1), "name"), ({"a": 1}, 0), ({"a": 1}, "b")],
    )
    def test_columns_that_are_not_there(self, row, name):
        with pytest.raises(InventoryError, match=f"row 1 has no column {name}"):
            evidence_from_rows([row], name=name, active=name)

    @pytest.mark.parametrize("value", [None, "", 1.5, 10**30, ["a"]])
    def test_a_name_that_is_none(self, value):
        with pytest.raises(InventoryError, match="row 1 has no name in the column 0"):
            evidence_from_rows([(value, 1)], name=0, active=1)
