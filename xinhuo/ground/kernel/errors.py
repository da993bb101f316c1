"""What goes wrong, in words that a person reads."""


class RuleBroken(Exception):
    """A rule of the office is broken. `message` says what is so and what to do; `field` names the form field, if one."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
