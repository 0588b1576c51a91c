"""`python -m sonde`: the command line, also where the `sonde` script is not on PATH."""

import sys

from sonde.cli import main

if __name__ == "__main__":
    sys.exit(main())
