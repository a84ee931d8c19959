"""Commands that are killed: whatever was written, shops go on, and the vendor goes on, too."""

import contextlib
import os
import shutil
from datetime import timedelta
from pathlib import Path

import attrs
import pytest

from sellxed_sdk.errors import PublishError
from sellxed_sdk.updates import RefreshOutcome
from sellxed_sdk.vendor import (
    PublishFacts,
    accept_portion,
    audit_channel,
    create_partner,
    publish_release,
    publish_revocations,
    publish_rules,
    renew_channel,
    resign_channel,
    rotate_channel_key,
    upload_channel,
    yank_release,
)

KILLED = 137
RULES = (
    b'{"schema": 1, "feed_id": "test", "sequence": 1, "issued": "2026-11-01T00:00:00Z",'
    b' "expires": "2027-11-01T00:00:00Z", "messages": {}, "rules": []}'
)
OPERATIONS = {
    "publish": lambda v, archive, now: publish_release(
        v, archive, facts=PublishFacts(), notes={"en": {"added": ("News.",)}}, now=now
    ),
    "yank": lambda v, archive, now: yank_release(
        v, product="alpenpay", version="1.0.0", reason="No.", now=now
    ),
    "rules": lambda v, archive, now: publish_rules(v, RULES, now=now),
    "revoke": lambda v, archive, now: publish_revocations(v, keys=("A" * 43,), now=now),
    "resign": lambda v, archive, now: resign_channel(v, now=now),
    "accept": lambda v, archive, now: accept_portion(
        v,
        archive.parent / "partner" / "repository",
        product="acmepay",
        public_key=(archive.parent / "partner" / "key").read_bytes(),
        now=now,
    ),
    "renew": lambda v, archive, now: renew_channel(v, now=now),
    "rotate root": lambda v, archive, now: rotate_channel_key(v, "root", now=now),
    "more root keys": lambda v, archive, now: rotate_channel_key(
        v, "root", now=now, root_threshold=2
    ),
    "rotate targets": lambda v, archive, now: rotate_channel_key(v, "targets", now=now),
    "rotate online": lambda v, archive, now: rotate_channel_key(v, "online", now=now),
    "rotate product": lambda v, archive, now: rotate_channel_key(v, "alpenpay", now=now),
}


def run_killed(operation, at_rename):
    """Run in a process of its own that dies before its n-th rename; tell whether it did."""
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            left = iter(range(at_rename))
            rename = Path.replace

            def replace(path, target):
                if next(left, None) is None:
                    os._exit(KILLED)
                return rename(path, target)

            Path.replace = replace
            operation()
            code = 0
        os._exit(code)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, KILLED), f"the command failed with {code}"
    return code == KILLED


def goes_well(result):
    return result.outcome in (RefreshOutcome.UPDATED, RefreshOutcome.UNCHANGED) and not [
        finding for finding in result.findings if finding.severity.needs_action
    ]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is copied here")
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_command_may_be_killed_before_any_rename(
    name, vendor, pack, publish, open_shop, tmp_path, now
):
    publish("1.0.0")
    archive = pack("1.1.0")
    partner = create_partner(
        archive.parent / "partner", product="acmepay", trust=vendor.trust().text
    )
    (partner.directory / "key").write_bytes(partner.channel_key())
    part = pack("1.0.0", product="acmepay", vendor=partner)
    publish_release(partner, part, facts=PublishFacts(), notes={}, now=now)
    later = now + timedelta(hours=1)
    old_root = vendor.trust().channel.root
    known = open_shop("known")
    assert goes_well(known.ask(now)[0])
    kills = 0
    for at_rename in range(60):
        copy = attrs.evolve(vendor, directory=tmp_path / f"copy-{at_rename}")
        shutil.copytree(vendor.directory, copy.directory)
        killed = run_killed(lambda c=copy: OPERATIONS[name](c, archive, later), at_rename)
        if not killed:
            break
        kills += 1
        state = tmp_path / f"state-{at_rename}"
        shutil.copytree(known.state_dir, state)
        shop = open_shop(state.name)
        fresh = open_shop(f"fresh-{at_rename}", root=old_root)
        for client in (shop, fresh):
            result, versions = client.ask(later, directory=copy.repository_directory)
            assert goes_well(result), (at_rename, result)
            assert versions in (["1.0.0"], ["1.1.0", "1.0.0"])
        # The same command finishes it, or says that it is done.
        with contextlib.suppress(PublishError):
            OPERATIONS[name](copy, archive, later)
        for client in (shop, fresh):
            result, versions = client.ask(
                later + timedelta(hours=1), directory=copy.repository_directory
            )
            assert goes_well(result), (at_rename, result)
            assert versions == (["1.1.0", "1.0.0"] if name == "publish" else ["1.0.0"])
        assert audit_channel(copy, now=later)
        assert not list(copy.keys_directory.glob("*.next"))

    assert kills > 0
    assert not killed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is copied here")
def test_an_upload_may_be_killed_before_any_rename(vendor, publish, open_shop, tmp_path, now):
    publish("1.0.0")
    web = tmp_path / "web"
    upload_channel(vendor, str(web))
    known = open_shop("known")
    assert goes_well(known.ask(now, directory=web)[0])
    publish("1.1.0")
    rotate_channel_key(vendor, "online", now=now)
    renew_channel(vendor, now=now)
    kills = 0
    for at_rename in range(60):
        copy, state = tmp_path / f"web-{at_rename}", tmp_path / f"state-{at_rename}"
        shutil.copytree(web, copy)
        shutil.copytree(known.state_dir, state)
        if not run_killed(lambda c=copy: upload_channel(vendor, str(c)), at_rename):
            break
        kills += 1
        shop = open_shop(state.name, root=known.root)
        result, versions = shop.ask(now, directory=copy)
        assert goes_well(result), (at_rename, result)
        assert versions in (["1.0.0"], ["1.1.0", "1.0.0"])
        upload_channel(vendor, str(copy))
        assert shop.ask(now, directory=copy)[1] == ["1.1.0", "1.0.0"]

    assert kills > 5
