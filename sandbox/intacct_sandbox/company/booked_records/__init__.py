"""Records of all kinds that post one entry each: other receipts, fees, card charges and transfers."""
