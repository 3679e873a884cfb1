"""What is open at a day in receivables and payables, and how old it is."""
