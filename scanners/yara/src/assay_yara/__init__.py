"""YARA rules as an engine."""

from assay_yara.engine import YaraEngine

__all__ = ["YaraEngine"]
