"""Bodies of the admin API. Unknown fields are refused; texts hold no control characters."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from assistant.gateway.switch import EVERYTHING, StopScope, Target
from assistant.identity.permissions import Permission
from assistant.identity.roles import Role

_PRINTED = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
_ONE_LINE = r"^[^\x00-\x1f\x7f]+$"

Id = Annotated[str, Path(max_length=128, pattern=_ONE_LINE)]
Word = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
MonthWord = Annotated[str, Query(max_length=7)]
Limit = Annotated[int, Query(ge=1, le=1000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=_ONE_LINE)]
Text = Annotated[str, StringConstraints(max_length=1000, pattern=_PRINTED)]
# A pattern, so that half a character (a lone surrogate) is refused here, too.
FileText = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=_PRINTED)]


class Body(BaseModel):
    """A body of the API."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Why(Body):
    """A change that needs no more than a reason, which may be left out."""

    reason: Text = ""


class MustSayWhy(Body):
    """A change that needs a reason."""

    reason: Reason


class Transfer(Why):
    """Where an account belongs from now on."""

    department: Name


class NewRole(Why):
    """What an account may do from now on."""

    role: Role


class NewToken(Body):
    """A token to be made."""

    account: Name
    role: Role
    until: date | None = None
    scopes: tuple[Permission, ...] = ()


class SwitchTarget(MustSayWhy):
    """What to switch: everything, or one department or model."""

    department: Name | None = None
    model: Name | None = None

    @property
    def target(self) -> Target:
        """What is meant."""
        if self.department is not None:
            return Target(StopScope.DEPARTMENT, self.department)
        return EVERYTHING if self.model is None else Target(StopScope.MODEL, self.model)

    @property
    def is_ambiguous(self) -> bool:
        """Whether both are named, which nobody can mean."""
        return self.department is not None and self.model is not None


class SwitchOff(SwitchTarget):
    """What to stop, and what staff read meanwhile."""

    text: Text = ""


class NewIncident(MustSayWhy):
    """The turn an incident is about."""

    turn: Name


class ClosingNote(Body):
    """What was found."""

    note: Reason


class CapSetting(Why):
    """A cap: tokens a month (0 stops), `unlimited`, or `default` to forget the own one."""

    scope: Literal["account", "department", "city"]
    subject: Name | None = None
    tokens: Annotated[StrictInt, Field(ge=0)] | Literal["unlimited", "default"]


class Pilot(MustSayWhy):
    """The departments that may ask, all of them; none ends the pilot."""

    departments: tuple[Name, ...]


class CapFile(Why):
    """The text of a CSV `account_id,cap_tokens`."""

    csv: FileText
    dry_run: StrictBool = False


class Boost(MustSayWhy):
    """More tokens a month until a day."""

    scope: Literal["account", "department", "city"]
    subject: Name | None = None
    tokens: Annotated[StrictInt, Field(gt=0)]
    until: date
    start: date | None = None
    adds: StrictBool = False


class Approval(Body):
    """How many more tokens a month; the month's end if no day is named."""

    tokens: Annotated[StrictInt, Field(gt=0)]
    until: date | None = None


class NewAllowEntry(MustSayWhy):
    """A text that may be written."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=_PRINTED)] = Field(
        repr=False
    )
    entity: Name | None = None
    department: Name | None = None
    until: date | None = None


class RosterFile(Body):
    """The text of a roster CSV (docs/roster.md)."""

    csv: FileText
    dry_run: StrictBool = False


class NewPassword(Body):
    """A password for the pages. It is neither kept nor answered."""

    password: Annotated[str, StringConstraints(max_length=200)] = Field(repr=False)


class ListFile(Body):
    """The text of a CSV of a list (docs/policy.md)."""

    csv: FileText
    dry_run: StrictBool = False


class RuleOf(MustSayWhy):
    """The rule of an entity, for the city or for a department."""

    entity: Name
    department: Name | None = None


class RuleChange(RuleOf):
    """What the filter does with an entity; what is left out stays as it was."""

    action: Literal["block", "allow"] | None = None
    threshold: Annotated[float, Field(strict=True, ge=0, le=1)] | None = None
    shadow: StrictBool | None = None


class Note(Body):
    """Words for whoever reported."""

    note: Text = ""
