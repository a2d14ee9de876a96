"""Entry of an engine process. Descriptor 0 is a socket to the host; 1 and 2 are its log."""

import sys

from assay_engine.process.serve import serve

if __name__ == "__main__":
    sys.exit(serve())
