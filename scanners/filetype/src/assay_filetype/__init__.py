"""What a file is, as an engine."""

from assay_filetype.engine import FiletypeEngine

__all__ = ["FiletypeEngine"]
