"""Run the crash loop by hand, in a parent that has nothing else to do: see CONTRIBUTING.md."""

import argparse
import json
import sys

from crash.loop import CrashLoop
from crash.plan_loop import PlanLoop


def main() -> int:
    """Run it, and print what came of it."""
    parser = argparse.ArgumentParser(prog="crash")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-marks", action="store_true")
    parser.add_argument("--without-journal", action="store_true")
    parser.add_argument("--plans", action="store_true", help="delete, hand in and approve")
    said = parser.parse_args()
    if said.plans:
        json.dump(PlanLoop(said.seed, said.kills).run().told(), sys.stdout)
        return 0
    report = CrashLoop(
        said.seed,
        said.kills,
        marks=not said.without_marks,
        journal=not said.without_journal,
    ).run()
    json.dump(report.told(), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
