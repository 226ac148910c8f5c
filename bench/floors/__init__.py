"""The plainest programs that do the same job: what our numbers are divided by."""
