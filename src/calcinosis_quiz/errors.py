"""The one base class of everything that a user may be shown."""


class QuizError(Exception):
    """Say in one or two sentences what cannot go on and what to do; becomes one message and exit code 1."""
