"""`python -m assay_engine` is `assay-engine`."""

from assay_engine.cli import main

if __name__ == "__main__":
    main()
