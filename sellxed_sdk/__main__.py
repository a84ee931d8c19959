"""`python -m sellxed_sdk` is the same as `sellxed`."""

import sys

from sellxed_sdk.cli import main

if __name__ == "__main__":
    sys.exit(main())
