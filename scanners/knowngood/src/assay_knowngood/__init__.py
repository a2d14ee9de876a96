"""Known-good hash sets: the engine that looks samples up in them."""

from assay_knowngood.engine import KnownGoodEngine

__all__ = ["KnownGoodEngine"]
