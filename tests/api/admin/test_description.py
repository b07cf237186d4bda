"""The description: each address with what it does, what it takes and how it refuses."""

from __future__ import annotations

import json

from assistant.api.admin.table import ADMIN_TABLE
from assistant.api.description import operations
from tests.api.admin.conftest import Api


def test_every_address_has_a_summary_and_says_how_it_refuses(api: Api) -> None:
    document = api.get("S1", "/api/openapi.json")
    assert "Error" in document["components"]["schemas"]
    assert "HTTPValidationError" not in json.dumps(document)
    seen = set()
    for method, path, operation in operations(document):
        seen.add((method, path))
        assert len(operation["summary"].split()) > 2, path
        assert operation["x-permission"] == ADMIN_TABLE[method, path].value
        wanted = {"401", "403", "422", "503", "default"}
        if method == "POST":
            wanted |= {"400", "404", "409", "413"}
            assert "Idempotency-Key" in {each["name"] for each in operation["parameters"]}
        assert wanted <= set(operation["responses"]), path
        for status in wanted:
            content = operation["responses"][status]["content"]["application/json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Error"}
    assert seen == set(ADMIN_TABLE) - {("GET", "/api/docs"), ("GET", "/api/openapi.json")}


def test_every_reference_leads_somewhere(api: Api) -> None:
    document = api.get("S1", "/api/openapi.json")
    names = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                names.add(value["$ref"].removeprefix("#/components/schemas/"))
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(document)
    assert names <= set(document["components"]["schemas"])
    assert names


def test_the_page_names_fields_and_needs_nothing_from_outside(api: Api) -> None:
    page = api.call("S1", "GET", "/api/docs")
    assert page.status_code == 200
    assert "scope*, subject, tokens*" in page.text
    assert "<td>400 401 403 404 409 413 422 503</td>" in page.text
    for outside in ("<script", "<style", "<link", "<img", "http://", "https://", "src="):
        assert outside not in page.text
    assert api.call(None, "GET", "/api/docs").status_code == 401
