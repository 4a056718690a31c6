"""`python -m report_parser` is `report-parser`."""

import sys

from report_parser.cli import main

if __name__ == "__main__":
    sys.exit(main())
