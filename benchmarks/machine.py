"""What the figures were measured on: processor, memory, system and versions, and nothing that names the machine."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def describe() -> dict[str, str | int]:
    return {
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(_meminfo("MemTotal") / 2**20),
        "system": _system(),
        "python": platform.python_version(),
    }


def sentence(machine: dict[str, str | int]) -> str:
    """The machine in a line for the README."""
    return "{cores} cores of {cpu}, {memory_gib} GiB, {system}, Python {python}".format(**machine)


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _meminfo(name: str) -> int:
    """A field of /proc/meminfo, in KiB."""
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise ValueError(f"no {name} in /proc/meminfo")


def _system() -> str:
    release = {}
    for line in Path("/etc/os-release").read_text().splitlines():
        key, _, value = line.partition("=")
        release[key] = value.strip('"')
    return f"{release.get('PRETTY_NAME', platform.system())}, Linux {platform.release().split('-')[0]}"
