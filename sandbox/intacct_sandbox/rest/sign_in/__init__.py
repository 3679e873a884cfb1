"""Signing in: grants, tokens, consent, sessions, discovery."""
