"""Whole answers as files for a spreadsheet."""
