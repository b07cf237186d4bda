"""A new password as forms ask for it: typed twice, and fit to be one."""

from __future__ import annotations

from assistant.identity.passwords import PasswordError
from assistant.web.forms import FormError
from assistant.web.visit import Visit


def check_new_password(visit: Visit, account_id: str) -> None:
    """Refuse what cannot be the new password of an account.

    Raises:
        FormError: it is unfit, or was not typed twice the same.
    """
    new = visit.form.text("new-password")
    try:
        visit.desk.access.passwords.check(account_id, new)
    except PasswordError:
        raise FormError({"new-password": "password_unfit"}) from None
    if visit.form.text("new-password-again") != new:
        raise FormError({"new-password-again": "password_again"})
