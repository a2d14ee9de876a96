"""What an engine raises when it cannot answer."""


class EngineError(Exception):
    """An engine's own word on why there is no answer. Any other exception is a bug and ends as `failure` too."""


class Unsupported(EngineError):
    """This sample cannot be looked at by this engine: wrong type, too large, encrypted. Final."""


class Recoverable(EngineError):
    """Something outside the sample failed and may be better in a moment. Tried again, at most three times in all."""


class Unavailable(EngineError):
    """Raised by `load`: a part is missing. Say which one, and the command that would mend it."""
