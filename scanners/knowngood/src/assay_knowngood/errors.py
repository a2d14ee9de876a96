"""Why a source cannot be imported or a set cannot be used."""


class SetError(Exception):
    """The text is for the operator: what is wrong, and what to do."""
