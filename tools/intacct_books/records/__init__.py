"""Any object of the company, by its own names: fields, conditions, groups."""
