"""The REST wire: envelopes, sign-in and paging. It knows no accounting."""
