"""Whether the locked packages have known vulnerabilities, as pip-audit finds them."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def fault_of(root: Path) -> str | None:
    """Why the locked packages may not be released; None where all were audited and are well."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "audit.json"
        tool = Path(sys.executable).with_name("pip-audit")
        command = [str(tool), "-r", "requirements.lock", "--require-hashes", "--disable-pip"]
        subprocess.run(
            [*command, "--progress-spinner=off", "--format=json", f"--output={answer}"],
            cwd=root,
            capture_output=True,
            check=False,
        )
        return judged(json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else None)


def judged(report: dict[str, Any] | None) -> str | None:
    """What a report of pip-audit means; one that was not written means that nobody answered.

    A package that the service does not know is skipped by pip-audit, which then still says that it
    found nothing; here that is no good news.
    """
    if report is None:
        return "Not audited: the service of vulnerabilities was not reached."
    bad = [found for found in report["dependencies"] if found.get("vulns")]
    if bad:
        told = (
            f"{found['name']} {found['version']} ({', '.join(v['id'] for v in found['vulns'])})"
            for found in bad
        )
        return f"Known to be vulnerable: {', '.join(told)}. Lock newer ones: scripts/lock --upgrade"
    unknown = [found["name"] for found in report["dependencies"] if "skip_reason" in found]
    if unknown:
        some = f"{len(unknown)} of {len(report['dependencies'])} packages"
        return f"Not audited: the service of vulnerabilities does not know {some}."
    return None
