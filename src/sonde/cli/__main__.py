"""`python -m sonde.cli` is `sonde`."""

import sys

from sonde.cli import main

sys.exit(main())
