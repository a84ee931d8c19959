"""The panel in Django's admin, as a browser shows it; JavaScript is off."""

import subprocess
import sys
import urllib.request

import pytest

pytest.importorskip("django")

INDEX = "/admin/sellxed/panelentry/"
MODULE = f"{INDEX}module/alpenpay/"


def banner(page):
    return page.locator("section.slx-banner")


def press(page, text):
    page.locator(".slx").get_by_role("button", name=text).first.click()


class TestNotice:
    def test_shown_put_away_and_back_with_the_next_version(self, scene, start, enter, screenshot):
        scene.vendor.publish("2.1.0", security="high")
        scene.refresh()
        url = start(scene)
        page = enter(url)

        assert "2.1.0" in banner(page).inner_text()
        screenshot(page, "django-index")
        press(page, "14 days")
        assert page.url.endswith(f"{MODULE}?slx=dismissed#slx-answer")
        assert page.locator("#slx-answer").get_attribute("role") == "status"
        page.goto(f"{url}/admin/")
        page.reload()
        assert banner(page).count() == 0

        scene.vendor.publish("2.2.0", security="high")
        scene.refresh()
        page.reload()
        assert "2.2.0" in banner(page).inner_text()

    def test_a_critical_one_is_on_every_page_of_the_admin(self, scene, start, enter, screenshot):
        scene.vendor.publish_critical()
        scene.refresh()
        url = start(scene)
        page = enter(url)

        for path in ("/admin/", "/admin/auth/user/", "/admin/auth/user/add/"):
            page.goto(f"{url}{path}")
            assert "2.2.1" in banner(page).inner_text()
        screenshot(page, "django-critical")

    def test_is_for_those_who_may_manage_modules(self, open_scene, start, enter, browse):
        scene = open_scene()
        url = start(scene)
        anna, clerk = enter(url, "anna"), enter(url, "clerk", statuses=(403,))

        assert banner(anna).count() == 1
        assert "Modules" in anna.content()
        assert "slx" not in clerk.content()
        assert "sellxed" not in clerk.content()
        assert clerk.goto(f"{url}{MODULE}").status == 403
        visitor = browse(statuses=(403,))
        visitor.goto(url)
        assert "slx" not in visitor.content()
        visitor.goto(f"{url}{MODULE}")
        assert "/admin/login/" in visitor.url


class TestKey:
    def test_damaged_is_told_and_the_old_one_kept(self, scene, start, enter, screenshot):
        page = enter(start(scene), statuses=(422,))
        page.goto(page.url.replace("/admin/", INDEX))
        assert page.url.endswith(MODULE), "one module: no list"
        page.locator("[name=slx_key]").fill(scene.vendor.key("damaged"))
        press(page, "Save")
        assert "signature" in page.locator(".slx-panel").inner_text()
        assert page.locator("[name=slx_key]").get_attribute("aria-invalid") == "true"
        screenshot(page, "django-key-damaged")
        page.goto(page.url.replace("answer/", "module/alpenpay/"))
        assert "Yes, it may run" in page.content()
        assert "KEY_" not in page.content()

    def test_the_right_one_clears_the_notice(self, open_scene, start, enter):
        scene = open_scene()
        url = start(scene)
        page = enter(url)
        assert "licence key" in banner(page).inner_text()

        page.goto(f"{url}{MODULE}")
        page.locator("[name=slx_key]").fill(f"\n {scene.vendor.key()} \n")
        press(page, "Save")
        assert page.url.endswith("?slx=saved#slx-answer")
        page.goto(f"{url}/admin/")
        assert banner(page).count() == 0

    def test_of_the_environment_cannot_be_changed(self, open_scene, start, enter):
        scene = open_scene(SELLXED_LICENCE_KEY_ALPENPAY="not a key")
        url = start(scene)
        page = enter(url)
        page.goto(f"{url}{MODULE}")
        assert page.locator("[name=slx_key]").count() == 0

    def test_a_forged_form_changes_nothing(self, scene, start, enter):
        url = start(scene)
        page = enter(url, statuses=(403,))
        form = {"slx_action": "key", "slx_product": "alpenpay", "slx_key": "x"}
        answer = page.request.post(f"{url}{INDEX}answer/", form=form)
        assert answer.status == 403


class TestCheckNow:
    def test_reports_in_place(self, scene, start, enter, screenshot):
        url = start(scene)
        page = enter(url)
        page.goto(f"{url}{MODULE}")
        assert scene.vendor.requests == 0

        scene.vendor.publish("2.1.0")
        press(page, "Check")
        assert "slx=checked-updated#slx-answer" in page.url
        assert page.locator("#slx-answer").get_attribute("role") == "status"
        assert "2.1.0" in page.locator(".slx-panel").inner_text()
        screenshot(page, "django-module")
        press(page, "Check")
        assert "slx=checked-unchanged#slx-answer" in page.url
        assert scene.vendor.refreshes == 2


class TestLooks:
    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    @pytest.mark.parametrize("rtl", [False, True], ids=["ltr", "rtl"])
    def test_axe_finds_nothing(self, scene, start, enter, browse, axe, dark, rtl):
        scene.vendor.publish_critical()
        scene.refresh()
        url = start(scene)
        page = browse(for_axe=True, dark=dark, rtl=rtl, like=enter(url))
        page.goto(f"{url}/admin/")
        assert axe(page, "section.slx-banner") == []
        page.goto(f"{url}{MODULE}")
        assert axe(page, ".slx-panel") == []

    def test_speaks_the_readers_language(self, open_scene, start, enter):
        page = enter(start(open_scene()), language="de-CH")
        assert banner(page).get_attribute("lang") == "de", "as Django chose"


def test_two_modules_do_not_collide(open_scene, start, enter, screenshot):
    scene = open_scene(("alpenpay", "glacierpay"))
    url = start(scene)
    page = enter(url)
    assert banner(page).count() == 1
    assert "1" in banner(page).inner_text()

    page.goto(f"{url}{INDEX}")
    screenshot(page, "django-modules")
    for name in ("AlpenPay", "GlacierPay"):
        page.goto(f"{url}{INDEX}")
        page.locator(".slx").get_by_role("link", name=name).click()
        assert name in page.title()
    page.locator("[name=slx_key]").fill(scene.vendor.key(product="glacierpay"))
    press(page, "Save")
    page.goto(f"{url}/admin/")
    assert "AlpenPay" in banner(page).inner_text()
    assert "GlacierPay" not in banner(page).inner_text()


@pytest.mark.parametrize("state", [None, "valid", "damaged", "ended", "wrong_product"])
def test_the_shop_sells_in_every_state(open_scene, start, browse, state):
    keys = {} if state is None else {"SELLXED_LICENCE_KEY_ALPENPAY": "?"}
    scene = open_scene(**keys)
    if state is not None:
        scene.environment["SELLXED_LICENCE_KEY_ALPENPAY"] = scene.vendor.key(state)
    scene.vendor.close()
    page = browse()
    page.goto(start(scene))
    page.get_by_role("button").click()
    assert "Paid: AP-4990" in page.content()
    assert ("AP-4990-P" in page.content()) == (state == "valid")


def test_processes_share_one_refresh(scene, serve):
    pytest.importorskip("gunicorn")
    scene.vendor.publish("2.1.0", security="high")
    command = [sys.executable, "-m", "gunicorn", "--preload", "-w", "3", "-b", "127.0.0.1:{port}"]
    shop = serve(command=[*command, "shop.wsgi"], env=scene.environment)
    for _ in range(9):
        with urllib.request.urlopen(shop.url, timeout=20) as answer:
            assert answer.status == 200
    assert scene.vendor.requests == 0, "nothing asks during a request"
    jobs = [
        subprocess.Popen(
            [sys.executable, "manage.py", "sellxed_refresh"],
            env=scene.environment,
            cwd=scene.environment["PYTHONPATH"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = sorted(job.communicate(timeout=100)[0].strip() for job in jobs)
    assert "updated" in said
    assert set(said) <= {"updated", "busy", "fresh"}
    assert scene.vendor.refreshes == 1
    assert '"2.1.0"' in scene.manage("sellxed_status", "--format", "json").stdout
    assert scene.vendor.refreshes == 1
