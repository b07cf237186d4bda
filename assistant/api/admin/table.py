"""What each address of the admin API asks for. An address that is not here is refused to all."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.api.guard import Table
from assistant.identity.permissions import Permission

_READ: Mapping[str, Permission] = {
    "/api/docs": Permission.SIGNED_IN,
    "/api/openapi.json": Permission.SIGNED_IN,
    "/api/admin/me": Permission.SIGNED_IN,
    "/api/admin/accounts": Permission.ACCOUNTS_READ,
    "/api/admin/tokens": Permission.TOKENS_READ,
    "/api/admin/switch": Permission.SWITCH_READ,
    "/api/admin/incidents": Permission.INCIDENTS_READ,
    "/api/admin/incidents/{incident_id}": Permission.INCIDENTS_READ,
    "/api/admin/audit": Permission.AUDIT_READ,
    "/api/admin/audit/verification": Permission.AUDIT_READ,
    "/api/admin/caps": Permission.CAPS_READ,
    "/api/admin/caps/accounts": Permission.CAPS_READ,
    "/api/admin/caps/accounts/{account_id}": Permission.CAPS_READ,
    "/api/admin/caps/departments/{department_id}": Permission.CAPS_READ,
    "/api/admin/caps/city": Permission.CAPS_READ,
    "/api/admin/caps/pilot": Permission.CAPS_READ,
    "/api/admin/caps/requests": Permission.REQUESTS_READ,
    "/api/admin/ledger/verification": Permission.AUDIT_READ,
    "/api/admin/allow/entries": Permission.POLICY_READ,
    "/api/admin/allow/officials": Permission.POLICY_READ,
    "/api/admin/allow/contacts": Permission.POLICY_READ,
    "/api/admin/allow/rules": Permission.POLICY_READ,
    "/api/admin/allow/shadow": Permission.POLICY_READ,
    "/api/admin/replies/dead": Permission.REPLIES_READ,
    "/api/admin/reports": Permission.REPORTS_READ,
}
_CHANGE: Mapping[str, Permission] = {
    "/api/admin/accounts/import": Permission.ACCOUNTS_WRITE,
    "/api/admin/accounts/{account_id}/password": Permission.ACCOUNTS_WRITE,
    "/api/admin/accounts/{account_id}/disable": Permission.ACCOUNTS_WRITE,
    "/api/admin/accounts/{account_id}/enable": Permission.ACCOUNTS_WRITE,
    "/api/admin/accounts/{account_id}/transfer": Permission.ACCOUNTS_WRITE,
    "/api/admin/accounts/{account_id}/role": Permission.ACCOUNTS_WRITE,
    "/api/admin/tokens": Permission.TOKENS_WRITE,
    "/api/admin/tokens/{token_id}/revoke": Permission.TOKENS_WRITE,
    "/api/admin/switch/off": Permission.SWITCH_WRITE,
    "/api/admin/switch/on": Permission.SWITCH_WRITE,
    "/api/admin/incidents": Permission.INCIDENTS_WRITE,
    "/api/admin/incidents/{incident_id}/close": Permission.INCIDENTS_WRITE,
    "/api/admin/incidents/{incident_id}/text": Permission.INCIDENTS_TEXT,
    "/api/admin/caps": Permission.CAPS_WRITE,
    "/api/admin/caps/import": Permission.CAPS_WRITE,
    "/api/admin/caps/boosts": Permission.CAPS_WRITE,
    "/api/admin/caps/boosts/{increase_id}/end": Permission.CAPS_WRITE,
    "/api/admin/caps/pilot": Permission.CAPS_WRITE,
    "/api/admin/caps/requests/{request_id}/approve": Permission.REQUESTS_DECIDE,
    "/api/admin/caps/requests/{request_id}/refuse": Permission.REQUESTS_DECIDE,
    "/api/admin/allow/entries": Permission.POLICY_WRITE,
    "/api/admin/allow/entries/import": Permission.POLICY_WRITE,
    "/api/admin/allow/entries/{entry_id}/remove": Permission.POLICY_WRITE,
    "/api/admin/allow/officials/import": Permission.POLICY_WRITE,
    "/api/admin/allow/officials/{entry_id}/remove": Permission.POLICY_WRITE,
    "/api/admin/allow/contacts/import": Permission.POLICY_WRITE,
    "/api/admin/allow/contacts/{entry_id}/remove": Permission.POLICY_WRITE,
    "/api/admin/allow/rules": Permission.POLICY_WRITE,
    "/api/admin/allow/rules/clear": Permission.POLICY_WRITE,
    "/api/admin/replies/retry": Permission.REPLIES_WRITE,
    "/api/admin/replies/{reply_id}/retry": Permission.REPLIES_WRITE,
    "/api/admin/replies/{reply_id}/drop": Permission.REPLIES_WRITE,
    "/api/admin/reports/{report_id}/accept": Permission.REPORTS_DECIDE,
    "/api/admin/reports/{report_id}/refuse": Permission.REPORTS_DECIDE,
}
ADMIN_TABLE: Table = {
    **{("GET", path): permission for path, permission in _READ.items()},
    **{("POST", path): permission for path, permission in _CHANGE.items()},
}

FILES = frozenset(path for path in _CHANGE if path.endswith("/import"))
"""Addresses whose bodies hold a file."""
