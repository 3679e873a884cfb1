"""Why a query is refused, in the API's own codes.

Source: docs/api/query.md. The wire layer puts these into an envelope.
"""


class QueryRefused(Exception):
    """The request cannot be answered: the code, the sentence and where the fault is."""

    def __init__(
        self,
        error_id: str,
        message: str,
        message_id: str = "",
        placeholders: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.error_id = error_id
        self.message = message
        self.message_id = message_id
        self.placeholders = placeholders or {}


def bad_payload(message: str, *, field: str = "") -> QueryRefused:
    """The body's shape is wrong: a key, a type, a size or an operator; perhaps of one field."""
    placeholders = {"FIELD": field} if field else {}
    return QueryRefused("REST-1064", message, "IA.PAYLOAD_CONTAINS_ERRORS", placeholders)


def no_such_object(name: str) -> QueryRefused:
    """The API has no object of this name."""
    return QueryRefused(
        "REST-1033",
        f"The {name} resource is not supported in version 1",
        "IA.RESOURCE_NOT_SUPPORTED",
        {"OBJECT": name, "VERSION": "1"},
    )


def no_such_field(path: str, object_name: str) -> QueryRefused:
    """The object has no field of this path."""
    return QueryRefused(
        "REST-1033",
        f"The {path} field does not exist",
        "IA.FIELD_DOES_NOT_EXIST",
        {"FIELD": path, "OBJECT": object_name, "VERSION": "1"},
    )


def not_queryable(path: str, object_name: str) -> QueryRefused:
    """The field exists but the query service does not read it."""
    return QueryRefused(
        "REST-1106",
        f"The {path} field in {object_name} cannot be used in a query",
        "IA.THE_FIELD_IN_OBJECT_CANNOT_BE_USED_IN_QUERY",
        {"FIELD": path, "OBJECT": object_name, "VERSION": "1"},
    )


def not_grouped(asked: str) -> QueryRefused:
    """An aggregate query is ordered by something that it does not ask for."""
    return bad_payload(f"orderBy {asked} must be one of the fields of an aggregate query")


def one_field(operator: str) -> QueryRefused:
    """A filter's operator holds no field, or several where one is taken."""
    return bad_payload(f"The operator {operator} takes exactly one field")
