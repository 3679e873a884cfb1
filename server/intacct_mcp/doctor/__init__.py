"""Finding out why a connection does not work, and what it can see when it does.

Source: docs/doctor.md.
"""
