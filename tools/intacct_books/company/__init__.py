"""What is learned of a company once and remembered: chart, groups, journals, fiscal year, entities, dimensions."""
