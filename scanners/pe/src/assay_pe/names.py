"""Texts of a hostile file, made fit for a report."""

MAX_NAME = 256


def readable(raw: bytes | str, most: int = MAX_NAME) -> str:
    """Text without control characters, cut at `most`; bytes that are no text become the replacement character."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    return "".join(character if character.isprintable() else "\ufffd" for character in text[:most])
