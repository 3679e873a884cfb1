"""`python -m intacct_mcp`: the same as the console script."""

from intacct_mcp.cli import main

if __name__ == "__main__":
    main()
