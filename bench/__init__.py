"""Our speed beside the floor's: ours and the plainest possible program in turn, in one run.

Absolute times depend on the machine; the ratios are what docs/operating.md and the goals speak of.
"""
