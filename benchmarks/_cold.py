"""One first verification in a fresh process; run by the licence benchmark.

Standard input: a JSON object with the name of the library, the token and the facts.
Standard output: milliseconds of import and key, microseconds of the first verification.
"""

from __future__ import annotations

import json
import sys
import time

from benchmarks._verifiers import LIBRARIES


def main() -> None:
    given = json.load(sys.stdin)
    make, _ = LIBRARIES[given["library"]]
    begun = time.perf_counter()
    verifier = make(given["facts"])
    ready = time.perf_counter()
    run = verifier(given["token"])
    prepared = time.perf_counter()
    run()
    done = time.perf_counter()
    answer = {"start_ms": (ready - begun) * 1e3, "first_us": (done - prepared) * 1e6}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
