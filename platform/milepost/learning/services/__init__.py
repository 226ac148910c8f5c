"""What a learner can do, split by noun. Services flush and never commit; none of them knows Flask."""

from milepost.learning.services.own_data import own_data

__all__ = ["own_data"]
