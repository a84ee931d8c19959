import pytest


@pytest.fixture
def scene(sellxed, tmp_path):
    """What the demo leaves behind: a shop with a module, and a vendor."""
    sellxed("demo", "--directory", tmp_path / "demo")
    return tmp_path / "demo"


@pytest.fixture
def doctor(sellxed, scene):
    def doctor(*words, **options):
        return sellxed(
            "doctor",
            scene / "shop" / "wp-content" / "plugins" / "alpenpay",
            "--state-dir",
            scene / "state",
            "--shop",
            scene / "shop",
            *words,
            **options,
        )

    return doctor


@pytest.fixture
def key(sellxed, scene):
    """A licence in its support period."""
    return sellxed(
        "vendor",
        "issue",
        scene / "vendor",
        "--product",
        "alpenpay",
        "--host",
        "shop.example.ch",
        "--customer",
        "Muster AG",
    ).out.strip()


def test_without_a_module_it_tells_about_the_installation(sellxed):
    answer = sellxed("doctor", json_output=True)

    assert answer.code == 0
    assert answer.data["versions"]["cryptography"]
    assert "sellxed-sdk" in answer.data["versions"]


def test_says_what_must_be_done_first(doctor, key):
    data = doctor("--key", key, "--host", "shop.example.ch", json_output=True).data
    states = {row["topic"]: row["state"] for row in data["readiness"]["rows"]}

    assert data["readiness"]["may_open_ticket"] == "no"
    assert states["licence"] == "ok"
    assert states["release"] == "no"
    assert states["files"] == "ok"
    assert states["plugins"] == "no"


def test_a_customised_file_limits_support(doctor, key, scene):
    path = scene / "shop" / "wp-content" / "plugins" / "alpenpay" / "readme.txt"
    path.write_text("changed")
    data = doctor("--key", key, json_output=True).data

    assert data["integrity"]["changed"] == ["readme.txt"]
    assert {r["topic"]: r["state"] for r in data["readiness"]["rows"]}["files"] == "limited"


def test_keys_and_customers_are_redacted(doctor, key):
    for answer in (doctor("--key", key), doctor("--key", key, json_output=True)):
        assert key not in answer.out
        assert "Muster" not in answer.out
        assert answer.code == 1


def test_a_damaged_key_is_reported_and_no_error(doctor, key):
    answer = doctor("--key", key[:-9], json_output=True)

    assert answer.code == 1
    assert answer.data["licence"]["status"] == "damaged"


def test_a_module_without_its_files_is_exit_code_three(sellxed, tmp_path):
    answer = sellxed("doctor", tmp_path, "--key", "x")

    assert answer.code == 3
    assert "[TRUST_UNREADABLE]" in answer.err
