"""The cases that make answers less than trivial, each under a name that stays (docs/sandbox-cases.md)."""
