"""`python -m spegla` is `spegla`."""

import sys

from spegla.cli.main import main

sys.exit(main())
