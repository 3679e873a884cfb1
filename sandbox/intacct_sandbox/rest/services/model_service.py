"""The model service: one model by name, or the list of what there is.

Source: docs/api/model.md.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from intacct_sandbox.catalogue import ObjectType, services
from intacct_sandbox.rest.errors import application_error
from intacct_sandbox.rest.services.model import describe, describe_service, head, service_head
from intacct_sandbox.rest.services.name_patterns import name_pattern
from intacct_sandbox.rest.wire import BASE, Wire, result_body

_OBJECTS = ("rootObject", "ownedObject")
_TYPES = {
    "object": _OBJECTS,
    **{each: (each,) for each in (*_OBJECTS, "service", "workflow")},
}
_OF_SCHEMA = ("fields", "groups", "refs", "lists", "request", "response")
_VERSIONS = ("v1", "all")
_FLAGS = ("schema", "description", "tags")
Model = dict[str, Any]


def routes(wire: Wire) -> list[Route]:
    """The model service."""

    async def model(request: Request) -> Response:
        wire.scope(request)
        asked = _checked(request.query_params)
        objects = wire.objects
        if asked.get("name"):
            return JSONResponse(result_body(_one(asked, objects)))
        listed = list(_listed(asked, objects))
        return JSONResponse(result_body(listed, len(listed)))

    return [Route(f"{BASE}/services/core/model", model, methods=["GET"])]


def _checked(asked: QueryParams) -> QueryParams:
    if asked.get("version", "v1") not in _VERSIONS:
        version = asked["version"].removeprefix("v")
        raise application_error(400, "REST-1032", f"Version {version} is not valid")
    for flag in _FLAGS:
        if asked.get(flag, "false") not in {"true", "false"}:
            raise application_error(400, "REST-1064", f"{flag} must be true or false")
    for each in _wanted_types(asked):
        if each not in _TYPES:
            known = ", ".join(_TYPES)
            raise application_error(400, "REST-1064", f"type must be one of {known}, not {each}")
    return asked


def _one(asked: QueryParams, objects: Mapping[str, ObjectType]) -> Model:
    service = services().get(asked["name"].strip("/"))
    model = describe_service(service) if service else describe(asked["name"], objects)
    if asked.get("schema", "true") == "false":
        model = {name: part for name, part in model.items() if name not in _OF_SCHEMA}
    return _with_words(model, asked)


def _listed(asked: QueryParams, objects: Mapping[str, ObjectType]) -> Iterator[Model]:
    named, described = _pattern(asked, "filter"), _pattern(asked, "descriptionFilter")
    types = {each for wanted in _wanted_types(asked) for each in _TYPES[wanted]}
    heads = [head(name, known) for name, known in sorted(objects.items())]
    heads += [service_head(known) for _, known in sorted(services().items())]
    for each in heads:
        name: str = each["apiObject"]
        words = _description(name)
        is_named = named.search(name) or named.search(name.removeprefix("objects/"))
        if each["type"] in types and is_named and described.search(words):
            yield _with_words(_in_full(each, objects) if _is(asked, "schema") else each, asked)


def _in_full(listed: Model, objects: Mapping[str, ObjectType]) -> Model:
    name: str = listed["apiObject"]
    known = services().get(name)
    return describe_service(known) if known else describe(name, objects)


def _wanted_types(asked: QueryParams) -> list[str]:
    return asked.get("type", "object").split(",")


def _pattern(asked: QueryParams, name: str) -> re.Pattern[str]:
    try:
        return name_pattern(asked.get(name, ""))
    except ValueError as error:
        raise application_error(
            400, "REST-1064", f"{name} is not a regular expression for names: {error}"
        ) from error


def _with_words(model: Model, asked: QueryParams) -> Model:
    name: str = model["apiObject"]
    described = {"description": _description(name)} if _is(asked, "description") else {}
    tagged = {"tags": [name.split("/")[1]]} if _is(asked, "tags") and "/" in name else {}
    return {**model, **described, **tagged}


def _is(asked: QueryParams, flag: str) -> bool:
    return asked.get(flag) == "true"


def _description(name: str) -> str:
    """The name in words: the catalogue has no sentences."""
    return re.sub(r"[/_:-]+", " ", name.partition("/")[2])
