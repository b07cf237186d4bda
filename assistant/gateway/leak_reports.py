"""`漏えい報告`: staff tell that personal data went through in the last question of theirs."""

from __future__ import annotations

from sqlmodel import Session

from assistant.core.actor import Actor, Face
from assistant.core.logs import get_log
from assistant.gateway.incidents import Incident, Incidents, keeps_text
from assistant.gateway.replies import Replies
from assistant.gateway.turn import Turn
from assistant.store.unit_of_work import UnitOfWork


class LeakReports:
    """Opens an incident for whoever reports, and tells them what happens now."""

    def __init__(self, uow: UnitOfWork, incidents: Incidents, replies: Replies) -> None:
        self._uow = uow
        self._incidents = incidents
        self._replies = replies

    async def take(self, turn: Turn) -> str:
        """Open the incident about the sender's last question a model got; what the sender reads.

        Reporting again changes nothing while the incident is open.
        """
        account_id = turn.sender.account_id

        def work(session: Session) -> tuple[Incident | None, bool]:
            found = self._incidents.report(session, Actor(account_id, Face.CHAT), account_id)
            return found, found is not None and keeps_text(session, found)

        incident, has_text = await self._uow.write(work)
        if incident is None:
            return self._replies.text("commands.leak_none")
        get_log().warning("incident.reported", turn=incident.turn_id)
        name = "leak_taken" if has_text else "leak_taken_no_text"
        return self._replies.text(f"commands.{name}", incident=incident.id)
