"""Infrastructure that knows no domain: settings, database, errors, clock, signals, languages, PDF."""
