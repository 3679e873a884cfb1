"""Invoices, bills, adjustments and advances."""
