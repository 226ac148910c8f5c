"""Every table of the house in one place: what Alembic compares the database with."""

from __future__ import annotations

from milepost.accounts import models as accounts
from milepost.certificates import models as certificates
from milepost.core.db import Base
from milepost.learning import models as learning

DOMAINS = (accounts, learning, certificates)
metadata = Base.metadata
