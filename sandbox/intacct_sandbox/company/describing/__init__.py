"""Records that only describe, and what is kept about changes of all."""
