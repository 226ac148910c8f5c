"""The rules, in order: what can be said without a manifest, and what needs one."""
