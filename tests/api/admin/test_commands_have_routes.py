"""What the commands do, the API does: every admin command has its address, option by option."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import typer.main

from assistant.api.admin.table import ADMIN_TABLE
from assistant.api.description import described
from assistant.cli import app as command_line
from tests.api.admin.conftest import Api

GROUPS = ("accounts", "tokens", "caps", "allow", "reports", "switch", "incident", "replies",
          "audit", "ledger")  # fmt: skip
"""Groups of commands for admins. `filter shadow` is one too, in a group that is not."""

GET, POST = "GET", "POST"
KINDS = ("entries", "officials", "contacts")
ADDRESSES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "accounts import": ((POST, "accounts/import"),),
    "accounts list": ((GET, "accounts"),),
    "accounts disable": ((POST, "accounts/{account_id}/disable"),),
    "accounts enable": ((POST, "accounts/{account_id}/enable"),),
    "accounts transfer": ((POST, "accounts/{account_id}/transfer"),),
    "accounts role": ((POST, "accounts/{account_id}/role"),),
    "accounts password": ((POST, "accounts/{account_id}/password"),),
    "tokens create": ((POST, "tokens"),),
    "tokens list": ((GET, "tokens"),),
    "tokens revoke": ((POST, "tokens/{token_id}/revoke"),),
    "caps set": ((POST, "caps"),),
    "caps show": (
        (GET, "caps"),
        (GET, "caps/accounts"),
        (GET, "caps/accounts/{account_id}"),
        (GET, "caps/departments/{department_id}"),
        (GET, "caps/city"),
    ),
    "caps import": ((POST, "caps/import"),),
    "caps boost": ((POST, "caps/boosts"),),
    "caps end": ((POST, "caps/boosts/{increase_id}/end"),),
    "caps pilot": ((GET, "caps/pilot"), (POST, "caps/pilot")),
    "caps requests": ((GET, "caps/requests"),),
    "caps approve": ((POST, "caps/requests/{request_id}/approve"),),
    "caps refuse": ((POST, "caps/requests/{request_id}/refuse"),),
    "allow add": ((POST, "allow/entries"),),
    "allow list": tuple((GET, f"allow/{kind}") for kind in KINDS),
    "allow remove": tuple((POST, f"allow/{kind}/{{entry_id}}/remove") for kind in KINDS),
    "allow import": tuple((POST, f"allow/{kind}/import") for kind in KINDS),
    "allow rule": ((POST, "allow/rules"), (POST, "allow/rules/clear")),
    "allow rules": ((GET, "allow/rules"),),
    "filter shadow": ((GET, "allow/shadow"),),
    "reports list": ((GET, "reports"),),
    "reports accept": ((POST, "reports/{report_id}/accept"),),
    "reports refuse": ((POST, "reports/{report_id}/refuse"),),
    "switch off": ((POST, "switch/off"),),
    "switch on": ((POST, "switch/on"),),
    "switch show": ((GET, "switch"),),
    "incident open": ((POST, "incidents"),),
    "incident list": ((GET, "incidents"), (GET, "incidents/{incident_id}")),
    "incident close": ((POST, "incidents/{incident_id}/close"),),
    "incident text": ((POST, "incidents/{incident_id}/text"),),
    "replies list": ((GET, "replies/dead"),),
    "replies retry": ((POST, "replies/{reply_id}/retry"), (POST, "replies/retry")),
    "replies drop": ((POST, "replies/{reply_id}/drop"),),
    "audit list": ((GET, "audit"),),
    "audit verify": ((GET, "audit/verification"),),
    "ledger verify": ((GET, "ledger/verification"),),
}
OTHER_NAMES = {
    "account": {"account", "account_id", "subject"},
    "arguments": {"subject", "tokens"},
    "as_json": {""},
    "city": {"scope", ""},
    "clear": {""},
    "department": {"department", "department_id", "subject"},
    "departments": {"departments"},
    "everything": {""},
    "file": {"csv"},
    "head": {""},
    "incident": {"incident_id"},
    "increase": {"increase_id"},
    "kind": {""},
    "new_role": {"role"},
    "note": {"note"},
    "number": {"entry_id", "report_id"},
    "off": {""},
    "only_open": {"is_open"},
    "reply": {"reply_id"},
    "request": {"request_id"},
    "scope": {"scopes"},
    "token": {"token_id"},
}
"""What a parameter of a command is called in the API; empty for one that is an address of its own
(`--all`, `--city`, `--kind`), or that a program does not need (`--json`, a file of the machine)."""

ONLY_FOR_PROGRAMS = {(GET, "/api/admin/me"), (GET, "/api/docs"), (GET, "/api/openapi.json")}


def admin_commands() -> dict[str, set[str]]:
    """Every admin command with the names of its parameters."""
    groups = getattr(typer.main.get_command(command_line), "commands")  # noqa: B009  # typer's own
    found = {}
    for group in GROUPS:
        for name, command in groups[group].commands.items():
            found[f"{group} {name}"] = {each.name for each in command.params}
    shadow = groups["filter"].commands["shadow"]
    return {**found, "filter shadow": {each.name for each in shadow.params}}


def test_every_admin_command_has_its_address_and_every_address_its_command() -> None:
    assert set(admin_commands()) == set(ADDRESSES)
    named = {(method, f"/api/admin/{path}") for each in ADDRESSES.values() for method, path in each}
    assert named | ONLY_FOR_PROGRAMS == set(ADMIN_TABLE)


def test_what_a_command_can_be_told_its_address_can_be_told(api: Api) -> None:
    document = described(api.app, ADMIN_TABLE)
    untold = []
    for command, parameters in admin_commands().items():
        taken = {
            name
            for method, path in ADDRESSES[command]
            for name in fields(document, method.lower(), f"/api/admin/{path}")
        }
        for name in parameters - {"help"}:
            known = OTHER_NAMES.get(name, {name})
            if "" not in known and not known & taken:
                untold.append((command, name))
    assert untold == []


def test_every_address_stands_in_the_docs() -> None:
    page = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:(?:GET|POST) )?((?:/api|\.\.\.)/[^`]+)`", page))

    def is_named(path: str) -> bool:
        parts = path.split("/")
        ends = {"/".join(["...", *parts[start:]]) for start in range(2, len(parts))}
        return path in named or not ends.isdisjoint(named)

    assert [path for _, path in sorted(ADMIN_TABLE) if not is_named(path)] == []
    assert not is_named("/api/admin/nothing")


def fields(document: dict[str, object], method: str, path: str) -> set[str]:
    """Everything an address takes: in its path, its query and its body."""
    operation = document["paths"][path][method]  # type: ignore[index]
    found = {each["name"] for each in operation.get("parameters", ())}
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        name = schema["$ref"].rpartition("/")[2]
        found |= set(document["components"]["schemas"][name]["properties"])  # type: ignore[index]
    return found
