"""Faults of access and of changes to accounts."""

from __future__ import annotations

from assistant.core.errors import InputError


class NotAuthenticatedError(InputError):
    """No credentials, or none that are good now. Never says which."""

    code = "not_authenticated"
    http_status = 401


class ForbiddenError(InputError):
    """Known, but not allowed."""

    code = "forbidden"
    http_status = 403


class NotFoundError(InputError):
    """What is named does not exist."""

    code = "not_found"
    http_status = 404


class ConflictError(InputError):
    """Cannot be done as things stand."""

    code = "conflict"
    http_status = 409


class LastAdminError(ConflictError):
    """The change would leave nobody who may administer the installation."""

    code = "last_admin"

    def __init__(self) -> None:
        super().__init__(
            "this would leave no active account with the role admin; make another one admin first"
        )
