import csv
import io

import pytest

from sellxed_sdk.licence import hash_key

NOW = "2026-11-23T05:00:00Z"


@pytest.fixture
def audit(sellxed, trust, tmp_path):
    def audit(text, *more, json_output=True):
        path = tmp_path / "keys.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        words = ("licence", "audit", path, "--trust", trust, "--now", NOW, *more)
        return sellxed(*words, json_output=json_output)

    return audit


class TestAudit:
    def test_one_row_a_key_in_the_order_of_the_file(self, audit, key):
        answer = audit(f"{key}\n\n  {key[:-9]}\nnothing\n{key}\n")

        assert answer.code == 1
        assert [(row["line"], row["status"]) for row in answer.data["results"]] == [
            (1, "valid"),
            (3, "damaged"),
            (4, "invalid"),
            (5, "valid"),
        ]
        assert answer.data["counts"] == {"damaged": 1, "invalid": 1, "valid": 2}
        assert answer.data["results"][1]["codes"] == ["KEY_TRUNCATED"]
        assert answer.data["results"][0]["customer"] == "Muster AG"
        assert key not in str(answer.data)

    def test_all_good_is_fine(self, audit, key):
        assert audit(f"{key}\n").code == 0
        assert audit("").code == 0

    @pytest.mark.parametrize(
        "text",
        [
            "order,key,note\n7,KEY,a\n8,,b\n",
            "order;Key ;note\n7;KEY;a,b,c\n8;;b\n",
            "\ufefforder;key\n7;KEY\n8;\n",
            'key,order\n"KEY",7\n"",8\n',
        ],
    )
    def test_a_table_with_a_column_of_keys(self, audit, key, text):
        answer = audit(text.replace("KEY", key))

        assert [(row["line"], row["status"]) for row in answer.data["results"]] == [
            (2, "valid"),
            (3, "missing"),
        ]

    def test_a_table_without_one_is_refused(self, audit):
        answer = audit("order,licence\n7,eyJ\n")

        assert answer.code == 2
        assert "'key'" in answer.data["error"]["message"]
        assert audit("key,a\n" + "x" * 200_000 + ",1\n").code == 2

    def test_csv_for_people(self, audit, sellxed, vendor):
        issued = sellxed(
            *(
                "vendor",
                "issue",
                vendor,
                "--product",
                "alpenpay",
                "--customer",
                "=cmd|' /C calc'!A0",
            ),
            json_output=True,
        ).data["key"]
        answer = audit(f"{issued}\n", json_output=False)
        [row] = csv.DictReader(io.StringIO(answer.out))

        assert row["customer"] == "'=cmd|' /C calc'!A0"
        assert (row["status"], row["may_run"], row["hosts"]) == ("valid", "yes", "")
        assert answer.err == "1 keys: 1 valid\n"

    def test_product_hosts_and_lists_count(self, audit, sellxed, vendor, key):
        assert audit(f"{key}\n", "--product", "other").data["counts"] == {"wrong_product": 1}
        assert audit(f"{key}\n", "--host", "other.ch").data["counts"] == {"wrong_host": 1}
        sellxed("vendor", "revoke", vendor, "--key-hash", hash_key(key))
        listed = vendor / "channel" / "licence" / "revocations.jws"
        assert audit(f"{key}\n", "--revocations", listed).data["counts"] == {"revoked": 1}

    @pytest.mark.parametrize("option", ["--trust", "--revocations", "--certificates"])
    def test_files_that_cannot_be_used(self, audit, key, tmp_path, option):
        assert audit(f"{key}\n", option, tmp_path / "gone").code == 3

    def test_any_bytes(self, audit):
        assert audit(bytes(range(256))).code == 1
