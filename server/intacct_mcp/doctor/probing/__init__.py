"""Which readings of the open points hold for a company: asked for, told, kept."""
