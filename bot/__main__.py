"""``python -m bot`` is ``verbale``."""

import sys

from bot.cli import main

sys.exit(main())
