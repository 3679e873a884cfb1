"""How hard property tests try: `make soak` multiplies their examples."""

import os

EXAMPLES = int(os.environ.get("SOAK", "1"))
