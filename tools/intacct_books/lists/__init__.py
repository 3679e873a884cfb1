"""Lists: pages, cursors and totals over all matches."""
