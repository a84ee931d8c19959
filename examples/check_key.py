"""What a licence key allows, for every state that a key can be in.

Test keys and the test trust bundle stand for real ones: a module passes the path of
its own ``sellxed-trust.json`` and leaves out ``mode="test"``.
"""

from sellxed_sdk import check_licence
from sellxed_sdk.testing import STATES, TEST_TRUST, make_licence

PRODUCT = "alpenpay"


def main() -> None:
    """Check one key for each state."""
    for state in STATES:
        report = check_licence(
            make_licence(state, product=PRODUCT),
            trust=TEST_TRUST,
            product=PRODUCT,
            release_date="2026-01-15",  # signed in the release; `Module` reads it there
            hosts=["https://shop.example.ch/"],
            mode="test",
        )
        rights = [
            name
            for name, given in (
                ("run", report.may_run),
                ("update", report.may_update),
                ("support", report.may_get_support),
            )
            if given
        ]
        print(f"{state:14} {report.status.value:16} may: {', '.join(rights) or 'nothing'}")
        for finding in report.findings[:1]:
            print(f"{'':14} {finding.code}: {finding.message}")


if __name__ == "__main__":
    main()
