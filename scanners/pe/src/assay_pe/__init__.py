"""Windows executables taken apart, as an engine."""

from assay_pe.engine import PeEngine

__all__ = ["PeEngine"]
