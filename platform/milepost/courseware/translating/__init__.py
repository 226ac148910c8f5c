"""Content for translators and back: gettext PO out, Markdown of the same structure in."""
