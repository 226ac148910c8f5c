"""What a learner can do, split by noun. Services flush and never commit; none of them knows Flask."""
