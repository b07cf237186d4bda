"""The one metadata object: importing this module imports every table of the product."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import SQLModel

import assistant.conversation.models
import assistant.gateway.models
import assistant.identity.models
import assistant.policy.models
import assistant.rag.models
import assistant.store.models
import assistant.usage.analysis.models
import assistant.usage.log.models
import assistant.usage.log.totals
import assistant.usage.quota.models
import assistant.usage.terms.models  # noqa: F401  # imported for its tables, as the others

METADATA: MetaData = SQLModel.metadata
