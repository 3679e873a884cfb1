"""The one error of a vault, apart so that every kind of vault can raise it."""

from intacct_client.errors import SignInFailed


class VaultFailed(SignInFailed):
    """The place where secrets are kept cannot be read or written; nothing in it was changed."""
