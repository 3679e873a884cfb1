"""What is checked before books are closed: ties, open ends, what was entered twice."""
