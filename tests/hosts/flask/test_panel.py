"""The panel in a Flask shop, as an admin's browser shows it; JavaScript is off."""

import pytest

pytest.importorskip("flask")

OURS = "slx"


def banner(page):
    return page.locator("section.slx-banner")


def press(page, text):
    page.get_by_role("button", name=text).first.click()


class TestNotice:
    def test_shown_put_away_and_back_with_the_next_version(self, scene, serve, enter, screenshot):
        scene.vendor.publish("2.1.0", security="high")
        scene.panel.refresh(force=True)
        url = serve(scene.app).url
        page = enter(url)

        assert "2.1.0" in banner(page).inner_text()
        screenshot(page, "flask-index")
        press(page, "14 days")
        assert page.url.endswith("/sellxed/module/alpenpay?slx=dismissed#slx-answer")
        assert page.locator("#slx-answer").get_attribute("role") == "status"
        page.goto(f"{url}/admin/")
        page.reload()
        assert banner(page).count() == 0

        scene.vendor.publish("2.2.0", security="high")
        scene.panel.refresh(force=True)
        page.reload()
        assert "2.2.0" in banner(page).inner_text()

    def test_an_update_is_told_on_the_module_page_alone(self, scene, serve, enter, screenshot):
        scene.vendor.publish("2.1.0")
        scene.panel.refresh(force=True)
        url = serve(scene.app).url
        page = enter(url)

        assert banner(page).count() == 0
        link = page.get_by_role("link", name="Modules")
        assert link.inner_text() == "Modules (1)"
        link.click()
        assert page.locator(".slx-notice").count() == 1
        assert "Partial refunds" in page.locator(".slx-panel").inner_text()
        screenshot(page, "flask-module")
        page.locator(".slx-notice button").click()
        assert page.locator(".slx-notice").count() == 0
        page.goto(f"{url}/admin/")
        assert page.get_by_role("link", name="Modules").inner_text() == "Modules"

    def test_a_critical_one_is_on_every_page_of_the_admin(self, scene, serve, enter, screenshot):
        scene.vendor.publish_critical()
        scene.panel.refresh(force=True)
        url = serve(scene.app).url
        page = enter(url)

        page.goto(f"{url}/admin/orders")
        assert "2.2.1" in banner(page).inner_text()
        screenshot(page, "flask-critical")

    def test_one_admin_puts_nothing_away_for_another(self, scene, serve, enter):
        scene.vendor.publish_critical()
        scene.panel.refresh(force=True)
        url = serve(scene.app).url
        first, second = enter(url), enter(url, "anna")

        press(first, "3 days")
        second.goto(f"{url}/admin/")
        assert banner(second).count() == 1

    def test_the_host_can_switch_banners_off(self, open_scene, serve, enter):
        scene = open_scene(SELLXED_NOTICES=False)
        page = enter(serve(scene.app).url)

        assert banner(page).count() == 0
        page.get_by_role("link", name="Modules").click()
        assert page.locator(".slx-notice").count() > 0


class TestKey:
    def test_damaged_is_told_and_the_old_one_kept(self, scene, serve, enter, screenshot):
        page = enter(serve(scene.app).url, statuses=(422,))
        page.get_by_role("link", name="Modules").click()
        shown = scene.panel.key_state("alpenpay").shown

        for state, words in (("damaged", "signature"), ("wrong_product", "another")):
            page.locator("[name=slx_key]").fill(scene.vendor.key(state))
            press(page, "Save")
            assert words in page.locator(".slx-panel").inner_text()
            assert page.locator("[name=slx_key]").get_attribute("aria-invalid") == "true"
            screenshot(page, f"flask-key-{state}")
        assert scene.panel.key_state("alpenpay").shown == shown
        assert scene.panel.check_licence("alpenpay").status.value == "valid"

    def test_the_right_one_clears_the_notice(self, open_scene, serve, enter):
        scene = open_scene()
        page = enter(serve(scene.app).url)
        assert "licence key" in banner(page).inner_text()

        page.get_by_role("link", name="Modules").click()
        page.locator("[name=slx_key]").fill(f"\n {scene.vendor.key()} \n")
        press(page, "Save")
        assert page.url.endswith("?slx=saved#slx-answer")
        page.get_by_role("link", name="Overview").click()
        assert banner(page).count() == 0

    def test_one_of_the_configuration_cannot_be_changed(self, open_scene, serve, enter):
        scene = open_scene(SELLXED_KEYS={"alpenpay": "not a key"})
        page = enter(serve(scene.app).url)
        page.get_by_role("link", name="Modules").click()

        assert page.locator("[name=slx_key]").count() == 0
        assert scene.panel.check_licence("alpenpay").status.value == "invalid"


class TestCheckNow:
    def test_reports_in_place(self, scene, serve, enter):
        page = enter(serve(scene.app).url)
        page.get_by_role("link", name="Modules").click()
        assert scene.vendor.requests == 0

        scene.vendor.publish("2.1.0")
        press(page, "Check")
        assert "slx=checked-updated#slx-answer" in page.url
        assert page.locator("#slx-answer").get_attribute("role") == "status"
        assert "2.1.0" in page.locator(".slx-panel").inner_text()
        press(page, "Check")
        assert "slx=checked-unchanged#slx-answer" in page.url
        assert scene.vendor.refreshes == 2

    def test_a_channel_that_is_gone_is_told(self, scene, serve, enter, screenshot):
        url = serve(scene.app).url
        scene.vendor.close()
        page = enter(url)
        page.get_by_role("link", name="Modules").click()
        press(page, "Check")

        answer = page.locator("#slx-answer")
        assert answer.get_attribute("role") == "status"
        assert len(answer.inner_text()) > 40
        screenshot(page, "flask-check-failed")


class TestPeople:
    @pytest.mark.parametrize("path", ["/", "/login", "/checkout"])
    def test_the_storefront_has_nothing_of_ours_even_for_admins(self, scene, path):
        scene.vendor.publish_critical()
        scene.panel.refresh(force=True)
        form = {"user": "admin", "password": scene.settings["ADMIN_PASSWORD"]}
        for _ in range(2):
            if path == "/checkout":
                response = scene.client.post(path, data={"payment": "alpenpay"})
            else:
                response = scene.client.get(path)
            assert response.status_code == 200
            assert OURS not in response.text
            assert "sellxed" not in response.text
            assert scene.client.post("/login", data=form).status_code == 303

    def test_without_the_right_there_is_nothing_of_ours(self, scene, serve, enter):
        scene.vendor.publish_critical()
        scene.panel.refresh(force=True)
        url = serve(scene.app).url
        page = enter(url, "clerk", statuses=(403,))

        for path in ("/admin/", "/admin/orders"):
            page.goto(url + path)
            assert OURS not in page.content()
            assert "sellxed" not in page.content()
        for path in ("/sellxed/", "/sellxed/module/alpenpay"):
            assert page.goto(url + path).status == 403
        assert scene.client.get("/sellxed/").status_code == 403
        assert scene.client.post("/sellxed/").status_code == 403


class TestAccessibility:
    @pytest.mark.parametrize("dark", [False, True])
    @pytest.mark.parametrize("rtl", [False, True])
    def test_axe_finds_nothing(self, scene, serve, enter, axe, screenshot, dark, rtl):
        scene.vendor.publish_critical()
        scene.panel.refresh(force=True)
        url = serve(scene.app).url
        page = enter(url, for_axe=True, dark=dark, rtl=rtl, width=360 if dark else 1280)

        for path in ("/admin/", "/admin/orders", "/sellxed/module/alpenpay?slx=checked-updated"):
            page.goto(url + path)
            assert axe(page) == []
        screenshot(page, f"flask-{'dark' if dark else 'light'}-{'rtl' if rtl else 'ltr'}")
        page.locator("[name=slx_key]").fill("damaged")
        press(page, "Save")
        assert axe(page) == []

    def test_the_answer_can_be_reached_by_keyboard(self, scene, serve, enter):
        page = enter(serve(scene.app).url, javascript=True)
        page.get_by_role("link", name="Modules").click()
        press(page, "Check")

        assert page.evaluate("document.activeElement.id") in ("slx-answer", "")
        assert page.evaluate("location.hash") == "#slx-answer"


class TestSeveralModules:
    def test_two_modules_share_the_panel(self, open_scene, serve, enter, axe, screenshot):
        scene = open_scene(("alpenpay", "glacierpay"))
        scene.vendor.publish_critical(product="glacierpay")
        scene.panel.enter_key("glacierpay", scene.vendor.key(product="glacierpay"))
        assert len(scene.panel.refresh(force=True)) == 1, "one channel"
        url = serve(scene.app).url
        page = enter(url)

        assert banner(page).count() == 1, "one banner, whatever there is to say"
        assert "GlacierPay" in banner(page).inner_text()
        page.get_by_role("link", name="Modules").click()
        assert page.url == f"{url}/sellxed/"
        screenshot(page, "flask-modules")
        page.get_by_role("link", name="AlpenPay").click()
        assert page.locator("h1").inner_text() == "AlpenPay 2.0.0"
        looking = enter(url, for_axe=True)
        looking.goto(f"{url}/sellxed/")
        assert axe(looking) == []
        assert scene.client.post("/checkout", data={"payment": "glacierpay"}).status_code == 200


@pytest.mark.parametrize("language", ["de", "fr", "it"])
def test_the_reader_s_language(scene, serve, enter, axe, language, screenshot):
    scene.vendor.publish_critical()
    scene.panel.refresh(force=True)
    url = serve(scene.app).url
    page = enter(url, language=language)

    assert banner(page).get_attribute("lang") == language
    looking = enter(url, for_axe=True, language=language)
    looking.goto(f"{url}/sellxed/module/alpenpay")
    assert axe(looking) == []
    screenshot(looking, f"flask-{language}")
