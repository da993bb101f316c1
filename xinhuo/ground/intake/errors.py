"""What keeps a file from being read, in words."""


class Unreadable(Exception):
    """A file that cannot be read; the message says what is so and what to do."""
