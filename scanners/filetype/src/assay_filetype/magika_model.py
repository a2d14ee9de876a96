"""Magika with one thread and no arena.

Its model runs in the child that is forked per sample, where threads of the parent do not exist: a pool would wait for
them for ever. The arena would keep twice the memory for a model that looks at 1.5 KiB.
"""

from pathlib import Path
from typing import Any

import onnxruntime
from magika import Magika


class QuietMagika(Magika):
    """Makes the session as this process needs it; the rest is Magika's."""

    def _init_onnx_session(self) -> Any:
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        return onnxruntime.InferenceSession(str(self._model_path), options, providers=["CPUExecutionProvider"])


def load_magika() -> Magika:
    return QuietMagika()


def label(model: Magika, path: Path) -> str | None:
    """VirusTotal's form of the label, such as `PEBIN`; None when Magika could not read the file."""
    result = model.identify_path(path)
    return str(result.output.label).upper() if result.ok else None
