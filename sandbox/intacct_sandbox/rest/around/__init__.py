"""What stands around the endpoints: limits, faults, counts, idempotency keys."""
