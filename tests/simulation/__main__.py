"""Tell stories by hand, as many as one likes: see CONTRIBUTING.md."""

import argparse
import gc
import hashlib
import json
import logging
import sys
import time
import traceback
from collections import Counter

from simulation.story import Story


def main() -> int:
    """Tell them; print what happened, or the seed of the first that went wrong."""
    parser = argparse.ArgumentParser(prog="simulation")
    parser.add_argument("--seed", type=int, default=1, help="the first one")
    parser.add_argument("--seeds", type=int, default=1, help="how many")
    parser.add_argument("--steps", type=int, default=200, help="of each")
    said = parser.parse_args()
    logging.disable()  # what went wrong on purpose is said nowhere
    gc.disable()  # what was killed must not be cleaned up while others live
    seen: Counter[str] = Counter()
    digests = hashlib.sha256()
    began = time.monotonic()
    for seed in range(said.seed, said.seed + said.seeds):
        story = Story(seed)
        try:
            for _ in range(said.steps):
                story.step()
            story.rest()
        except Exception:  # noqa: BLE001  # whatever it is, its seed is told
            traceback.print_exc()
            print(*story.told, sep="\n", file=sys.stderr)  # noqa: T201
            again = f"python -m simulation --seed {seed} --steps {said.steps}"
            print(f"seed {seed} went wrong. Again: PYTHONPATH=tests {again}", file=sys.stderr)  # noqa: T201
            return 1
        seen += story.watcher.seen
        digests.update(story.digest.encode())
        story.end()
    told = {
        "seeds": said.seeds,
        "steps": said.seeds * said.steps,
        "seconds": round(time.monotonic() - began, 1),
        "digest": digests.hexdigest(),
        "seen": dict(sorted(seen.items())),
    }
    json.dump(told, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
