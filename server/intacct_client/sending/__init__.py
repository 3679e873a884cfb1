"""How requests go out: where to, how many at once, for how long, how often, and what may come back."""
