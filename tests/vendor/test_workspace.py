import json
import stat

import pytest

from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.signing import Purpose, load_trust
from sellxed_sdk.vendor import append_log, create_vendor, open_vendor


class TestVendorDirectory:
    def test_private_keys_are_for_their_owner_only(self, vendor):
        keys = sorted(vendor.keys_directory.glob("*.pem"))

        assert len(keys) >= len(Purpose)
        assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}
        assert stat.S_IMODE(vendor.keys_directory.stat().st_mode) == 0o700

    def test_the_trust_bundle_holds_public_halves_only(self, vendor):
        text = vendor.trust_path.read_text()
        trust = load_trust(vendor.trust_path)

        assert "PRIVATE" not in text
        for purpose in Purpose:
            signer = vendor.signer(purpose)
            assert trust.keyring.get(signer.kid, purpose).public_key == signer.public_key
        assert trust.channel.root.startswith(b"{")

    def test_keys_have_one_purpose_each(self, vendor):
        publics = {vendor.signer(purpose).public_key for purpose in Purpose}

        assert len(publics) == len(Purpose)

    def test_a_directory_in_use_is_left_alone(self, vendor):
        before = {path: path.read_bytes() for path in vendor.keys_directory.iterdir()}

        with pytest.raises(ConfigurationError) as caught:
            create_vendor(vendor.directory, name="x", metadata_url="x", targets_url="x")
        assert caught.value.code == "VENDOR_DIRECTORY_USED"
        assert {path: path.read_bytes() for path in vendor.keys_directory.iterdir()} == before

    def test_is_opened_again(self, vendor):
        again = open_vendor(vendor.directory)

        assert (again.name, again.metadata_url) == (vendor.name, vendor.metadata_url)

    @pytest.mark.parametrize("content", [None, "", "{}", "[]", '{"vendor": 1}'])
    def test_anything_else_is_a_clear_error(self, tmp_path, content):
        if content is not None:
            (tmp_path / "vendor.json").write_text(content)

        with pytest.raises(ConfigurationError) as caught:
            open_vendor(tmp_path)
        assert caught.value.code == "VENDOR_DIRECTORY_INVALID"

    def test_the_log_is_appended_and_private(self, vendor):
        append_log(vendor.log_path, [{"id": "L-1"}])
        append_log(vendor.log_path, [{"id": "L-2"}, {"id": "L-3"}])

        lines = vendor.log_path.read_text().splitlines()
        assert [json.loads(line)["id"] for line in lines] == ["L-1", "L-2", "L-3"]
        assert stat.S_IMODE(vendor.log_path.stat().st_mode) == 0o600
