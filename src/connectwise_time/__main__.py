"""`python -m connectwise_time` and the command `connectwise-time`."""

import sys

from connectwise_time.cli import main

if __name__ == "__main__":
    sys.exit(main())
