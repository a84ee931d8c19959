"""The panel of a host: its storefront, its admins, its scheduled job."""

from datetime import timedelta

import pytest

from sellxed_sdk.compatibility import Plugin, PluginState, ShopInventory
from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.hosting import AdminPanel, InstalledModule
from sellxed_sdk.module import Module
from sellxed_sdk.notices import Surface

OTHER = "https://other-shop.example.com/"


def codes(found):
    return [notice.code for notice in getattr(found, "notices", found)]


def form(action, **fields):
    return {
        "slx_action": action,
        "slx_product": "alpenpay",
        **{f"slx_{name}": value for name, value in fields.items()},
    }


class TestTheStorefront:
    def test_is_told_what_the_licence_allows(self, scene, panel):
        assert panel.enter_key("alpenpay", scene.issue()).ok
        assert panel.check_licence("alpenpay").may_run

    def test_looks_at_the_records_once_and_not_at_every_request(self, scene, panel, store):
        panel.enter_key("alpenpay", scene.issue())
        panel.check_licence("alpenpay")
        before = len(store.reads)
        assert all(panel.check_licence("alpenpay").may_run for _ in range(500))
        assert len(store.reads) == before

    def test_hears_of_a_key_that_was_entered_in_another_process(self, scene, open_panel):
        storefront, admin = open_panel(), open_panel()
        assert storefront.check_licence("alpenpay").status.value == "missing"
        admin.enter_key("alpenpay", scene.issue())
        storefront._watch.look_next_time()  # what a minute does
        assert storefront.check_licence("alpenpay").may_run

    def test_is_told_that_the_records_failed_and_not_that_a_key_is_missing(self, panel, store):
        store.fails = OSError("disk on fire")
        report = panel.check_licence("alpenpay")
        assert [f.code for f in report.findings] == ["HOST_RECORDS_UNREADABLE"]
        assert "disk on fire" in report.findings[0].message

    def test_keeps_what_it_knew_when_the_records_fail_later(self, scene, panel, store):
        panel.enter_key("alpenpay", scene.issue())
        panel.check_licence("alpenpay")
        store.fails = OSError("gone")
        panel._watch.look_next_time()
        assert panel.check_licence("alpenpay").may_run

    def test_of_no_module_is_a_report(self, panel):
        report = panel.check_licence("unheard-of")
        assert not report.may_run
        assert report.findings[0].code == "HOST_MODULE_UNKNOWN"

    def test_goes_on_where_the_hosts_settings_fail(self, scene, store, clock):
        def broken():
            raise RuntimeError("no such table: django_site")

        panel = AdminPanel(store, hosts=broken, platforms=broken, now=clock)
        panel.add(InstalledModule(module=Module(scene.directory), key=broken))
        assert panel.check_licence("alpenpay").status.value == "missing"
        assert "KEY_MISSING" in codes(panel.look("1"))


class TestAKey:
    def test_that_is_damaged_is_told_exactly_and_the_old_one_stays(self, scene, panel):
        good = scene.issue()
        panel.enter_key("alpenpay", good)
        answer = panel.answer(form("key", key=good[:-9]), user="1")
        assert (answer.action, answer.ok) == ("key", False)
        assert answer.findings[0].code in ("KEY_TRUNCATED", "KEY_DAMAGED")
        assert answer.entered == good[:-9]
        assert panel.check_licence("alpenpay").may_run
        assert panel.key_state("alpenpay").shown == f"…{good[-6:]}"

    @pytest.mark.parametrize("text", ["", "   ", "nonsense", "x" * 100_000, "\0", "eyJ..a"])
    def test_that_is_none_is_refused_with_a_reason(self, scene, panel, text):
        panel.enter_key("alpenpay", scene.issue())
        answer = panel.enter_key("alpenpay", text)
        assert not answer.ok
        assert answer.findings
        assert panel.check_licence("alpenpay").may_run

    def test_for_another_shop_does_not_replace_a_good_one(self, scene, panel):
        panel.enter_key("alpenpay", scene.issue())
        answer = panel.enter_key("alpenpay", scene.issue(hosts=("other-shop.example.com",)))
        assert next(f.code for f in answer.findings) == "HOST_NOT_LICENSED"
        assert panel.check_licence("alpenpay").may_run

    def test_of_another_product_is_refused(self, scene, panel):
        answer = panel.enter_key("alpenpay", scene.issue(product="matterpay"))
        assert answer.findings[0].code == "WRONG_PRODUCT"
        assert not panel.key_state("alpenpay").is_stored

    def test_that_does_not_cover_the_release_is_taken_where_there_is_none_better(
        self, scene, panel
    ):
        early = scene.issue(support_ends_in=-320)  # the release is 300 days old
        assert panel.enter_key("alpenpay", early).ok
        assert codes(panel.look("1"))[0] == "RELEASE_NOT_COVERED"
        assert panel.enter_key("alpenpay", scene.issue()).ok
        assert not panel.enter_key("alpenpay", early).ok
        assert panel.check_licence("alpenpay").may_run

    def test_of_the_configuration_goes_first_and_cannot_be_changed(self, scene, open_panel):
        configured = scene.issue()
        panel = open_panel(key=lambda: configured)
        assert panel.check_licence("alpenpay").may_run
        answer = panel.enter_key("alpenpay", scene.issue())
        assert [f.code for f in answer.findings] == ["HOST_KEY_CONFIGURED"]
        assert panel.key_state("alpenpay").is_configured

    def test_clears_its_notice(self, scene, panel):
        assert "KEY_MISSING" in codes(panel.look("1"))
        panel.enter_key("alpenpay", scene.issue())
        assert "KEY_MISSING" not in codes(panel.look("1"))

    def test_that_cannot_be_stored_is_said_and_kept_in_the_field(self, scene, panel, store):
        panel.look("1")
        store.fails = PermissionError("read-only")
        key = scene.issue()
        answer = panel.enter_key("alpenpay", key)
        assert [f.code for f in answer.findings] == ["HOST_RECORDS_UNWRITABLE"]
        assert answer.entered == key
        assert key not in repr(answer)

    def test_is_in_no_status_and_no_repr(self, scene, panel):
        key = scene.issue()
        panel.enter_key("alpenpay", key)
        assert key[-20:] not in str(panel.status()) + repr(panel.look("1")) + repr(panel)


class TestNotices:
    @pytest.fixture
    def offered(self, scene, panel):
        scene.release("1.1.0", days_ago=10)
        panel.enter_key("alpenpay", scene.issue())
        panel.refresh()
        return panel

    def test_come_after_the_scheduled_job(self, offered):
        view = offered.look("1")
        assert codes(view) == ["RELEASE_UPDATE_AVAILABLE"]
        assert view.count == 1
        assert view.name("alpenpay") == "AlpenPay"
        assert view.banner(Surface.MODULE_PAGE)[0].code == "RELEASE_UPDATE_AVAILABLE"
        assert view.banner(Surface.INDEX) == (None, 0)

    def test_cost_one_look_up_of_two_records(self, offered, store):
        offered.look("1")
        store.reads.clear()
        for _ in range(20):
            offered.look("1")
        assert {len(names) for names in store.reads} == {2}
        assert len(store.reads) == 20
        assert not any("1.1.0" in str(names) for names in store.reads)

    def test_put_away_stay_away_for_this_user_alone(self, offered):
        notice = offered.look("1").notices[0]
        answer = offered.answer(form("dismiss", fingerprint=notice.fingerprint), user="1")
        assert answer.ok
        assert codes(offered.look("1")) == []
        assert codes(offered.look("2")) == ["RELEASE_UPDATE_AVAILABLE"]
        assert offered.page("alpenpay", user="1").notices == ()

    def test_put_away_are_away_in_all_processes(self, offered, open_panel):
        offered.dismiss("1", offered.look("1").notices[0].fingerprint)
        assert codes(open_panel().look("1")) == []

    def test_come_back_with_a_newer_version(self, scene, offered, clock):
        offered.dismiss("1", offered.look("1").notices[0].fingerprint)
        scene.release("1.2.0", days_ago=1)
        clock.go(days=1, hours=1)
        offered.refresh()
        assert codes(offered.look("1")) == ["RELEASE_UPDATE_AVAILABLE"]

    def test_of_a_critical_fix_come_back_after_three_days(self, scene, offered, clock):
        scene.release("1.1.1", days_ago=1, security="critical", critical=True)
        offered.refresh(force=True)
        notice, more = offered.look("1").banner(Surface.ALL_PAGES)
        assert (notice.code, notice.severity.value, more) == (
            "RELEASE_FIXES_SECURITY",
            "critical",
            0,
        )
        offered.dismiss("1", notice.fingerprint)
        clock.go(days=2, hours=23)
        assert offered.look("1").banner(Surface.ALL_PAGES) == (None, 0)
        clock.go(hours=2)
        assert offered.look("1").banner(Surface.ALL_PAGES)[0].code == "RELEASE_FIXES_SECURITY"

    def test_that_must_be_mended_cannot_be_put_away(self, panel):
        notice = panel.look("1").notices[0]
        assert notice.code == "KEY_MISSING"
        answer = panel.dismiss("1", notice.fingerprint)
        assert [f.code for f in answer.findings] == ["HOST_NOTICE_UNKNOWN"]
        assert "KEY_MISSING" in codes(panel.look("1"))

    @pytest.mark.parametrize("fingerprint", ["", "nonsense", "0" * 32, "\0", "x" * 9_999])
    def test_that_nobody_has_cannot_be_put_away(self, offered, store, fingerprint):
        store.writes.clear()
        assert not offered.dismiss("1", fingerprint).ok
        assert store.writes == []

    def test_count_the_days_by_themselves(self, scene, panel, clock):
        panel.enter_key("alpenpay", scene.issue(support_ends_in=40))
        panel.refresh()
        assert "SUPPORT_ENDS_SOON" not in codes(panel.look("1"))
        clock.go(days=12)
        assert "SUPPORT_ENDS_SOON" in codes(panel.look("1"))

    def test_tell_that_the_job_no_longer_runs(self, offered, clock):
        clock.go(days=8)
        assert "UPDATE_CHECK_OVERDUE" in codes(offered.look("1"))

    def test_of_records_that_fail_do_not_break_a_page(self, offered, store):
        offered.look("1")
        store.fails = RuntimeError("connection lost")
        view = offered.look("1")
        assert codes(view) == ["RELEASE_UPDATE_AVAILABLE"]
        assert [f.code for f in view.findings] == ["HOST_RECORDS_UNREADABLE"]

    @pytest.mark.parametrize("action", ["", "delete", "Dismiss"])
    def test_a_form_that_asks_for_nothing_known(self, panel, action):
        answer = panel.answer(form(action), user="1")
        assert (answer.action, answer.ok) == ("unknown", False)
        assert panel.answer({}, user="1").findings[0].code == "HOST_ANSWER_UNKNOWN"


class TestThePage:
    def test_shows_everything_that_is_known(self, scene, panel):
        scene.release("1.1.0", days_ago=10)
        panel.enter_key("alpenpay", scene.issue())
        panel.refresh()
        page = panel.page("alpenpay", user="1")
        assert page.name == "AlpenPay"
        assert page.updates.offered.version == "1.1.0"
        assert [notes.version for notes in page.changes] == ["1.1.0"]
        assert page.integrity.state.value == "unmodified"
        assert page.channel.last_success_at == scene.now

    def test_of_no_module_is_an_error_for_the_host(self, panel):
        with pytest.raises(ConfigurationError, match="unheard-of"):
            panel.page("unheard-of")

    def test_names_a_customised_file_after_the_job(self, scene, panel):
        (scene.directory / "alpenpay.php").write_text("<?php // ours now\n")
        panel.enter_key("alpenpay", scene.issue())
        panel.refresh()
        assert "INTEGRITY_CUSTOMISED" in codes(panel.look("1"))
        assert panel.page("alpenpay").integrity.changed == ("alpenpay.php",)

    def test_another_release_is_looked_at_anew(self, scene, panel, open_panel):
        panel.refresh()
        archive = scene.release("1.1.0", days_ago=10)
        import zipfile

        with zipfile.ZipFile(archive) as packed:
            packed.extractall(scene.directory.parent)
        fresh = open_panel()
        assert fresh.page("alpenpay").integrity.manifest.version == "1.1.0"
        assert fresh.page("alpenpay").integrity.state.value == "unmodified"

    def test_knows_the_plugins_beside_it(self, open_panel, scene):
        inventory = ShopInventory(
            platform="python",
            plugins=(Plugin(uid="python:x", name="x", version="1", state=PluginState.ACTIVE),),
        )
        panel = open_panel(inventory=inventory)
        panel.refresh()
        assert panel.page("alpenpay").inventories == (inventory,)
        assert panel.page("alpenpay").compatibility is not None


class TestStatus:
    def test_is_for_monitoring(self, scene, panel):
        scene.release("1.1.0", days_ago=10)
        panel.enter_key("alpenpay", scene.issue())
        panel.refresh()
        status = panel.status()["modules"]["alpenpay"]
        assert status["offered"] == "1.1.0"
        assert status["licence"] == "valid"
        assert status["notices"] == ["RELEASE_UPDATE_AVAILABLE"]
        assert str(scene.now.year) in status["last_success_at"]


def test_two_modules_have_one_banner(scene, panel, tmp_path):
    second = tmp_path / "matterpay"
    second.mkdir()
    (second / "sellxed-trust.json").write_bytes(
        (scene.directory / "sellxed-trust.json").read_bytes()
    )
    panel.add(InstalledModule(module=Module(second, product="matterpay"), name="MatterPay"))
    assert panel.products == ("alpenpay", "matterpay")
    view = panel.look("1")
    notice, more = view.banner(Surface.INDEX)
    assert notice.code == "KEY_MISSING"
    assert more >= 1
    assert {n.product for n in view.notices} == {"alpenpay", "matterpay"}
    assert len({n.fingerprint for n in view.notices}) == len(view.notices)


def test_time_goes_by_the_panels_clock(scene, panel, clock):
    panel.enter_key("alpenpay", scene.issue(support_ends_in=10))
    assert panel.check_licence("alpenpay").may_get_support
    clock.at += timedelta(days=11)
    assert not panel.check_licence("alpenpay").may_get_support
    assert panel.check_licence("alpenpay").may_run
