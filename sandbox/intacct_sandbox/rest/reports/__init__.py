"""The report services on the wire: bodies read strictly, jobs polled, files downloaded."""
