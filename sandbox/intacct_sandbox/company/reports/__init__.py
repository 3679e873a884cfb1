"""Reports over the general ledger: which lines they are over, their figures, and the jobs that make them."""
