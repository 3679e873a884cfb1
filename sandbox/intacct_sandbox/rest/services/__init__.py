"""The services beside the objects."""
