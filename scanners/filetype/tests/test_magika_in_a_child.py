"""The model is loaded once and runs in children of that process."""

import os

from assay_filetype.magika_model import label


def test_a_forked_child_gets_an_answer(engine, tmp_path):
    path = tmp_path / "sample"
    path.write_bytes(b"import os\n\n\ndef main():\n    print(os.getcwd())\n" * 20)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, (label(engine._magika, path) or "none").encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        assert pipe.read() == b"PYTHON"
    assert os.waitpid(child, 0)[1] == 0
