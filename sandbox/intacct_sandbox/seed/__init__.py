"""The invented company that a new sandbox starts with, the same for the same seed and day."""
