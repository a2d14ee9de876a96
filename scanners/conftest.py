"""What holds for the tests of every engine."""

from hypothesis import settings

# How long an example takes says nothing of the code on a machine that does other things too.
settings.register_profile("without-deadline", deadline=None)
settings.load_profile("without-deadline")
