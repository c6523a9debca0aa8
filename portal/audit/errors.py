"""What cannot be recorded."""


class UnlistedCode(ValueError):
    """A code that portal.audit.codes does not list."""


class NotPlain(ValueError):
    """Data of an entry that is more than ids, codes and numbers."""
