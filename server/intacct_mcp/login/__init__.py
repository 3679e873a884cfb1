"""The commands `login` and `logout`: a person's way in and out, and where its result is kept."""
