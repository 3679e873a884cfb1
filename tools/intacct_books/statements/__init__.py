"""Financial statements out of the company's own account groups: balance sheet, income statement, cash flow, variances."""
