"""ClamAV as an engine."""

from assay_clamav.engine import ClamavEngine

__all__ = ["ClamavEngine"]
