"""`assay-engine`: run, list, check and host engines."""


def main() -> None:
    raise SystemExit("not yet")
