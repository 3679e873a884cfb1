"""The audit log: what was asked of the books, when, and how it ended, one line a tool call."""
