"""Subledger documents and the parties they are with."""
