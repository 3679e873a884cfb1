"""Attachments: sets of files, each set in a folder.

Source: docs/api/attachments.md.
"""

from base64 import b64decode

from intacct_sandbox.company.describing.records import Values
from intacct_sandbox.company.refused import Malformed

ATTACHMENT = "company-config/attachment"
_NEEDED = ("name", "data")


def measure_files(values: Values) -> None:
    """Write each file's size beside its data, which is base64.

    Raises:
        Malformed: A new file has no name or no data.
    """
    for number, file in enumerate(values.owned.get("files", [])):
        missing = [each for each in _NEEDED if not file.fields.get(each)]
        if file.key is None and missing:
            raise Malformed(
                "REST-1043",
                f"files[].{missing[0]} is required",
                message_id="IA.REQUIRED_FIELD",
                target=f"/files/{number}/{missing[0]}",
            )
        if file.fields.get("data"):
            file.fields["size"] = len(b64decode(str(file.fields["data"])))
