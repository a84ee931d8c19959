"""`sellxed shop bisect`: a dialogue, or step by step, with a file between the days."""

import io
import json
import os
import re
import shlex
import stat
import sys
from pathlib import Path

import pytest

from sellxed_sdk.compatibility import parse_bisection
from sellxed_sdk.testing import write_magento2_shop, write_wordpress_shop

SLUGS = ["alpenpay", "woocommerce", *(f"plugin-{number}" for number in range(10))]
FILE = Path("sellxed-bisect.json")
HOST = ("--host", "staging.shop.ch")


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A WordPress shop with twelve plugins that run, and one that does not."""
    monkeypatch.chdir(tmp_path)
    plugins = [(slug, slug.title(), "1.0.0") for slug in [*SLUGS, "asleep"]]
    root = write_wordpress_shop(tmp_path / "shop", plugins=plugins)
    rows = [{"name": slug, "status": "active"} for slug in SLUGS]
    rows.append({"name": "asleep", "status": "inactive"})
    (tmp_path / "plugins.json").write_text(json.dumps(rows), encoding="utf-8")
    # All of the same age, so that their names decide.
    for path in root.rglob("*.php"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return root


@pytest.fixture
def bisect(sellxed, shop, monkeypatch):
    """Run the command; ``typed`` is what the person answers."""

    def bisect(*words, typed=None, json_output=False, begin=True):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed or ""))
        first = (*HOST, "--evidence", "plugins.json") if begin else ()
        return sellxed("shop", "bisect", shop, *first, *words, json_output=json_output)

    return bisect


def add_header(shop, slug, header):
    path = shop / "wp-content" / "plugins" / slug / f"{slug}.php"
    path.write_text(path.read_text().replace(" */", f" * {header}\n */"), encoding="utf-8")


class Wordpress:
    """Does what the lines say, as wp-cli would, and shows the fault or not."""

    def __init__(self, *cause):
        self.cause = set(cause)
        self.on = set(SLUGS)

    def type(self, lines):
        for line in lines:
            tool, *words = shlex.split(line)
            assert tool == "wp"
            if words[:2] == ["plugin", "activate"]:
                self.on |= set(words[2:])
            elif words[:2] == ["plugin", "deactivate"]:
                self.on -= set(words[2:])
            else:
                assert words == ["cache", "flush"]

    def look(self):
        return "fail" if self.cause <= self.on else "ok"


class TestSteps:
    def test_a_script_answers_until_it_is_finished(self, bisect):
        shop = Wordpress("plugin-3", "plugin-8")
        step = bisect(json_output=True).data
        probes = 0
        while step["probe"] is not None:
            shop.type(step["commands"])
            assert {f"wordpress:{slug}" for slug in shop.on} == set(step["probe"]["enabled"])
            assert not step["finished"]
            probes += 1
            step = bisect("--answer", shop.look(), begin=False, json_output=True).data

        assert step["finished"]
        assert probes == step["probes"] <= 2 * 4 + 2 + 1 + 1 + 3 + 1
        assert step["causes"] == [
            {
                "plugins": ["wordpress:plugin-8", "wordpress:plugin-3"],
                "required": [],
                "undecided": [],
                "confirmed": True,
            }
        ]
        assert [finding["code"] for finding in step["findings"]] == ["BISECTION_CAUSE_FOUND"]
        shop.type(step["restore"])
        assert shop.on == set(SLUGS)

    def test_what_did_not_run_is_never_switched(self, bisect):
        step = bisect(json_output=True).data

        assert "asleep" not in json.dumps(step)

    def test_exit_codes(self, bisect):
        assert bisect(json_output=True).code == 0
        assert bisect("--answer", "fail", begin=False).code == 0
        assert bisect("--answer", "fail", begin=False).code == 1  # it is no plugin
        again = bisect("--answer", "fail", begin=False, json_output=True)
        assert (again.code, again.data["error"]["code"]) == (3, "BISECTION_NO_QUESTION")
        assert bisect(begin=False).code == 1

    def test_an_answer_is_taken_back(self, bisect):
        bisect("--answer", "fail")
        bisect("--answer", "fail", begin=False)
        undone = bisect("--undo", begin=False, json_output=True)

        assert (undone.code, undone.data["probe"]["number"]) == (0, 2)
        assert bisect("--undo", begin=False, json_output=True).data["probe"]["number"] == 1
        assert bisect("--undo", begin=False).code == 3

    def test_one_step_as_text(self, bisect):
        bisect(json_output=True)
        shown = bisect("--answer", "fail", begin=False)

        assert shown.out.startswith("2. is it gone with everything off? (0 on, 12 off)\n")
        assert "     wp plugin deactivate " in shown.out
        assert "Not finished. To go on: sellxed shop bisect" in shown.out


class TestDialogue:
    def test_from_the_first_question_to_the_advice(self, bisect):
        typed = "fail\nok\n" + "fail\n" * 4 + "ok\n"
        answer = bisect(typed=typed)

        assert answer.code == 1
        assert "1. does the fault show with everything on? (12 on, 0 off)" in answer.err
        assert "(leave everything as it is)" in answer.err
        assert "is it gone with everything on but what was found?" in answer.err
        assert "wordpress:alpenpay switched on" in answer.out
        assert "Switch everything on again that was on:\n     wp plugin activate " in answer.out
        assert answer.out.rstrip().endswith(
            "Until there is a remedy, leave this off:\n"
            "     wp plugin deactivate alpenpay\n"
            "To begin anew, remove sellxed-bisect.json."
        )

    def test_only_what_differs_has_to_be_typed(self, bisect):
        shop = Wordpress("plugin-3", "plugin-8")
        script = ""
        for _ in range(30):
            said = bisect("--state", f"{len(script)}.json", typed=script).err
            shop.on = set(SLUGS)
            shop.type(re.findall(r"^     (wp .*)$", said, re.MULTILINE))
            if said.count("then try it") == script.count("\n"):
                break
            script += f"{shop.look()}\n"
        else:
            pytest.fail("it does not end")

        assert script.startswith("fail\nok\n")
        assert said.count("wp cache flush") < script.count("\n")

    def test_leaving_and_coming_back_on_another_day(self, bisect):
        left = bisect(typed="fail\nok\nquit\n")

        assert left.code == 0
        assert "Not finished. To go on: sellxed shop bisect" in left.out
        assert "To give it up, switch everything on again" in left.out
        back = bisect(typed="", begin=False)
        # The shop may be in any state by now, so that everything is named.
        assert re.search(r"3\. which part is it\? \(6 on, 6 off, among 12\)", back.err)
        assert re.search(r"wp plugin deactivate( [a-z0-9-]+){6}\n", back.err)
        assert re.search(r"wp plugin activate( [a-z0-9-]+){6}\n", back.err)

    def test_other_words(self, bisect):
        answer = bisect(typed="undo\nwhat?\nlist\nFAIL \nundo\n")

        assert "There is no combination that waits for an answer" in answer.err
        assert "ok: the fault is not there" in answer.err
        assert "   on:  wordpress:alpenpay, " in answer.err
        assert "   always on: -" in answer.err
        assert answer.err.count("1. does the fault show") == 2

    def test_skip_is_unresolved(self, bisect):
        bisect(typed="fail\nskip\n")

        answers = json.loads(FILE.read_text(encoding="utf-8"))["answers"]
        assert [answer["outcome"] for answer in answers] == ["fail", "unresolved"]

    def test_an_interruption_loses_no_answer(self, bisect, monkeypatch):
        class Interrupted(io.StringIO):
            def readline(self, _size=-1):
                line = super().readline()
                if not line:
                    raise KeyboardInterrupt
                return line

        bisect(json_output=True)
        with monkeypatch.context() as patch:
            patch.setattr(io, "StringIO", Interrupted)
            assert bisect(typed="fail\nok\n", begin=False).code == 130
        assert bisect(begin=False, json_output=True).data["probe"]["number"] == 3

    def test_no_standard_input_at_all(self, sellxed, shop, monkeypatch):
        monkeypatch.setattr(sys, "stdin", None)

        assert sellxed("shop", "bisect", shop, *HOST, "--evidence", "plugins.json").code == 0


class TestHosts:
    @pytest.mark.parametrize(
        "host",
        [
            "localhost",
            "http://localhost:8080/",
            "127.0.0.1",
            "[::1]",
            "192.168.1.20",
            "wordpress",
            "shop.test",
            "shop.local",
            "https://staging.shop.ch",
            "www.staging.shop.ch",
            "shop-dev.agency.ch",
            "test2.shop.co.uk",
        ],
    )
    def test_test_systems(self, sellxed, shop, host):
        words = ("shop", "bisect", shop, "--host", host, "--evidence", "plugins.json")

        assert sellxed(*words, json_output=True).code == 0

    @pytest.mark.parametrize(
        "host",
        ["shop.ch", "www.shop.ch", "shop-test.ch", "test.ch", "8.8.8.8", "testarossa.shop.ch"],
    )
    def test_production_is_refused_unless_told(self, sellxed, shop, host):
        words = ("shop", "bisect", shop, "--host", host, "--evidence", "plugins.json")
        refused = sellxed(*words, json_output=True)

        assert refused.code == 2
        assert refused.data["error"]["code"] == "BISECTION_PRODUCTION_HOST"
        assert not FILE.exists()
        assert sellxed(*words, "--production-too", json_output=True).code == 0
        # It was told once; the file remembers.
        assert sellxed("shop", "bisect", shop, json_output=True).code == 0

    def test_a_file_that_does_not_remember_it(self, sellxed, shop, bisect):
        bisect(json_output=True)
        data = json.loads(FILE.read_text(encoding="utf-8"))
        data["context"]["host"] = "shop.ch"
        FILE.write_text(json.dumps(data), encoding="utf-8")

        assert sellxed("shop", "bisect", shop).code == 2

    def test_a_host_is_needed(self, sellxed, shop):
        missing = sellxed("shop", "bisect", shop, "--evidence", "plugins.json")
        wrong = sellxed("shop", "bisect", shop, "--evidence", "plugins.json", "--host", "a b")

        assert (missing.code, wrong.code) == (2, 2)
        assert "--host" in missing.err


class TestChoice:
    def test_states_have_to_be_known(self, sellxed, shop):
        words = ("shop", "bisect", shop, *HOST)
        refused = sellxed(*words, json_output=True)

        assert (refused.code, refused.data["error"]["code"]) == (3, "BISECTION_STATES_UNKNOWN")
        assumed = sellxed(*words, "--assume-active", json_output=True)
        assert len(assumed.data["probe"]["enabled"]) == 13

    def test_keep_suspect_and_requires(self, bisect, shop):
        add_header(shop, "plugin-4", "Requires Plugins: woocommerce, unknown")
        add_header(shop, "plugin-5", "WC tested up to: 10.1")
        bisect(
            *("--keep", "alpenpay", "--suspect", "wordpress:plugin-7"),
            *("--requires", "plugin-7=plugin-4", "--confirmations", 0, "--causes", 2),
            json_output=True,
        )
        bisection = parse_bisection(FILE.read_bytes())

        assert bisection.always_on == ("wordpress:alpenpay",)
        assert (bisection.plugins[0], bisection.suspects) == ("wordpress:plugin-7", 1)
        assert dict(bisection.requires) == {
            "wordpress:plugin-4": ("wordpress:woocommerce",),
            "wordpress:plugin-5": ("wordpress:woocommerce",),
            "wordpress:plugin-7": ("wordpress:plugin-4",),
        }
        assert (bisection.confirmations, bisection.max_causes) == (0, 2)
        # The suspect is asked about first, with all that it needs; there is no control.
        step = bisect("--answer", "fail", begin=False, json_output=True).data
        assert step["commands"][1] == "wp plugin activate woocommerce plugin-4 plugin-7"

    def test_what_was_changed_last_is_asked_about_first(self, bisect, shop):
        path = shop / "wp-content" / "plugins" / "plugin-6" / "plugin-6.php"
        os.utime(path, (1_900_000_000, 1_900_000_000))

        assert bisect(json_output=True).data["probe"]["enabled"][0] == "wordpress:plugin-6"

    def test_an_unknown_plugin_gets_a_suggestion(self, bisect):
        answer = bisect("--keep", "alpnpay")

        assert answer.code == 2
        assert "did you mean 'alpenpay'?" in answer.err
        assert not FILE.exists()

    def test_nothing_to_switch(self, sellxed, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        root = write_wordpress_shop(tmp_path / "empty")
        answer = sellxed("shop", "bisect", root, *HOST, json_output=True)

        assert answer.data["error"]["code"] == "BISECTION_NOTHING_TO_SWITCH"

    def test_leaving_off_what_others_require(self, bisect, shop):
        add_header(shop, "plugin-4", "Requires Plugins: woocommerce")
        typed = "fail\nok\n" + "fail\n" * 30
        answer = bisect("--suspect", "woocommerce", "--causes", 1, typed=typed)

        assert "     wp plugin deactivate plugin-4 woocommerce\n" in answer.out

    def test_what_was_on_because_it_is_required_is_named(self, bisect, shop):
        add_header(shop, "plugin-4", "Requires Plugins: woocommerce")
        typed = "fail\nok\nfail\nfail\nok\nfail\n"
        answer = bisect("--suspect", "plugin-4", "--causes", 1, typed=typed)

        assert "On with it, as it is required: wordpress:woocommerce\n" in answer.out


class TestTyping:
    def test_names_that_a_shell_would_run_are_quoted(self, bisect, shop):
        evil = shop / "wp-content" / "plugins" / "$(touch owned)"
        evil.mkdir()
        (evil / "x.php").write_text("<?php\n/* Plugin Name: X\n*/\n", encoding="utf-8")
        answer = bisect("--assume-active", json_output=True)

        assert "'$(touch owned)'" in answer.data["restore"][0]

    def test_plugins_that_share_a_directory_are_told_apart(self, bisect, shop):
        home = shop / "wp-content" / "plugins" / "plugin-1"
        (home / "addon.php").write_text("<?php\n/* Plugin Name: Y\n*/\n", encoding="utf-8")
        words = shlex.split(bisect("--assume-active", json_output=True).data["restore"][0])

        assert {"plugin-1/plugin-1.php", "plugin-1/addon.php", "plugin-2"} <= set(words)

    def test_magento(self, sellxed, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        modules = [("Magento_Sales", "1", True), ("Acme_Pay", "1", True)]
        modules += [("Acme_Off", "1", False), ("Acme_Turbo", "1", True)]
        root = write_magento2_shop(tmp_path / "shop", modules=modules)
        manifest = {"name": "acme/turbo", "require": {"acme/pay": "*", "php": ">=8"}}
        home = root / "app" / "code" / "Acme"
        (home / "Turbo" / "composer.json").write_text(json.dumps(manifest), encoding="utf-8")
        (home / "Pay" / "composer.json").write_text('{"name": "acme/pay"}', encoding="utf-8")
        first = sellxed("shop", "bisect", root, *HOST, json_output=True).data
        second = sellxed("shop", "bisect", root, "--answer", "fail", json_output=True).data

        assert first["probe"]["enabled"] == ["magento2:Acme_Pay", "magento2:Acme_Turbo"]
        assert second["commands"] == [
            "bin/magento module:disable Acme_Turbo Acme_Pay",
            "bin/magento cache:flush",
        ]
        assert second["restore"][0] == "bin/magento module:enable Acme_Pay Acme_Turbo"

    def test_other_systems_get_the_names(self):
        from sellxed_sdk.cli._bisect_commands import Switchboard

        switches = Switchboard(platform="other", installed=frozenset())

        assert switches.list_commands(on=["other:a"], off=["other:b c"]) == (
            "switch off: 'b c'",
            "switch on: a",
        )
        assert switches.list_commands() == ()


class TestFile:
    def test_only_its_owner_reads_it(self, bisect):
        bisect(json_output=True)

        if os.name == "posix":
            assert stat.S_IMODE(FILE.stat().st_mode) == 0o600
        names = sorted(path.name for path in Path().iterdir())
        assert names == ["plugins.json", "sellxed-bisect.json", "shop"]

    def test_another_file(self, bisect):
        left = bisect("--state", "my search.json", typed="fail\n")

        assert "--state 'my search.json'" in left.out
        assert bisect("--state", "my search.json", begin=False, json_output=True).code == 0
        assert not FILE.exists()

    def test_a_place_that_cannot_be_written(self, bisect, tmp_path):
        answer = bisect("--state", tmp_path / "gone" / "s.json", json_output=True)

        assert (answer.code, answer.data["error"]["code"]) == (3, "FILE_UNWRITABLE")

    @pytest.mark.parametrize("text", ["", "{}", "[1]", '{"schema": 1, "plugins": 5}', "\x00"])
    def test_anything_else_in_its_place(self, bisect, text):
        FILE.write_text(text, encoding="utf-8")
        answer = bisect(begin=False, json_output=True)

        assert answer.code == 3
        assert answer.data["error"]["code"].startswith("DOCUMENT_")
        assert FILE.read_text(encoding="utf-8") == text

    def test_a_directory_in_its_place(self, bisect):
        FILE.mkdir()

        assert bisect(begin=False).code == 3

    def test_another_shop(self, bisect, sellxed, tmp_path):
        bisect(json_output=True)
        other = write_magento2_shop(tmp_path / "m2", modules=[("A_B", "1", True)])

        for words in ((other,), (tmp_path / "shop", "--host", "localhost")):
            answer = sellxed("shop", "bisect", *words, json_output=True)
            assert (answer.code, answer.data["error"]["code"]) == (3, "BISECTION_OTHER_SHOP")

    def test_updates_in_between_are_told(self, bisect, shop):
        bisect(json_output=True)
        assert bisect(begin=False, json_output=True).data["findings"] == []
        write_wordpress_shop(shop, plugins=[("alpenpay", "Alpenpay", "1.0.1")])
        answer = bisect(typed="fail\n", begin=False)

        assert answer.code == 1
        assert "[BISECTION_SHOP_CHANGED]" in answer.err

    def test_what_counts_at_the_beginning_is_refused_later(self, bisect):
        bisect(json_output=True)
        answer = bisect("--suspect", "plugin-1")

        assert answer.code == 2
        assert "--suspect counts at the beginning" in answer.err
        assert bisect(*("--confirmations", 0)).code == 2
        assert bisect("--assume-active").code == 2
        assert bisect(json_output=True).code == 0


@pytest.mark.parametrize(
    ("platform", "lines"),
    [
        (
            "shopware6",
            (
                "bin/console plugin:deactivate B C",
                "bin/console plugin:activate A",
                "bin/console cache:clear",
            ),
        ),
        (
            "shopware5",
            (
                "bin/console sw:plugin:deactivate B",
                "bin/console sw:plugin:deactivate C",
                "bin/console sw:plugin:activate A",
                "bin/console sw:cache:clear",
            ),
        ),
        (
            "oxid",
            (
                "vendor/bin/oe-console oe:module:deactivate B",
                "vendor/bin/oe-console oe:module:deactivate C",
                "vendor/bin/oe-console oe:module:activate A",
            ),
        ),
        (
            "prestashop",
            (
                "bin/console prestashop:module disable B",
                "bin/console prestashop:module disable C",
                "bin/console prestashop:module enable A",
            ),
        ),
    ],
)
def test_the_words_of_the_shops_own_tools(platform, lines):
    from sellxed_sdk.cli._bisect_commands import Switchboard

    switches = Switchboard(platform=platform, installed=frozenset())
    uids = {name: f"{platform}:{name}" for name in "ABC"}
    assert switches.list_commands(on=[uids["A"]], off=[uids["B"], uids["C"]]) == lines
