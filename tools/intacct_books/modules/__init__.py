"""Modules that not every company has: projects, purchasing, contracts, expenses, consolidation, the audit trail."""
