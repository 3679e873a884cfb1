"""Records over the wire: read, listed, created, changed, deleted, moved."""
