"""Make the log directory of one case anew, and what TensorBoard reads in it: `python remake.py CASE`.

Needs the case's writer (see its make.py) and tensorboard. The names of event files lose the name of the machine.
"""

from __future__ import annotations

import json
import re
import runpy
import shutil
import sys
from pathlib import Path

from expect import expectation

HERE = Path(__file__).resolve().parent


def remake(case: str) -> None:
    logs = HERE / case / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    runpy.run_path(str(HERE / case / "make.py"))["make"](logs)
    for number, file in enumerate(sorted(logs.rglob("*tfevents*"))):
        seconds = re.search(r"tfevents\.(\d+)", file.name)
        suffix = ".v2" if file.name.endswith(".v2") else ""
        file.rename(file.with_name(f"events.out.tfevents.{seconds[1]}.host.{number}{suffix}"))
    (HERE / case / "expected.json").write_text(json.dumps(expectation(logs), indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    remake(sys.argv[1])
