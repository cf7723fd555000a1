"""The software bill of materials: what the released package is made of, by CycloneDX's own tool."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from releasing.locked import OURS, Locked, to_run


def bill_of_materials(source: Path, version: str) -> str:
    """A CycloneDX document of the locked packages that the released one runs on."""
    packages = to_run((source / "requirements.lock").read_text(encoding="utf-8"))
    tool = Path(sys.executable).with_name("cyclonedx-py")
    command = [str(tool), "requirements", "--pyproject", str(source / "pyproject.toml")]
    done = subprocess.run(
        [*command, "--output-reproducible", "-o", "-", "-"],
        input="".join(package.text for package in packages),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.dumps(completed(json.loads(done.stdout), packages, version), indent=2) + "\n"


def completed(bill: dict[str, Any], packages: list[Locked], version: str) -> dict[str, Any]:
    """What the tool cannot know from a list: our version, and which package needs which."""
    ours = bill["metadata"]["component"]
    ours["version"] = version
    named = {component["name"]: component["bom-ref"] for component in bill["components"]}
    named[OURS] = ours["bom-ref"]
    needs = {
        ref: [named[package.name] for package in packages if name in package.wanted_by]
        for name, ref in named.items()
    }
    return bill | {
        "dependencies": [{"ref": ref, "dependsOn": needs[ref]} for ref in named.values()]
    }
