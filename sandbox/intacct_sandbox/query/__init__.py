"""The query service: a request compiled to one SQL statement, with no code for any single object."""
