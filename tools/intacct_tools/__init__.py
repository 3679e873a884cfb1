"""The tools a model sees, one file an area of the books: words, limits and shapes, no arithmetic."""
