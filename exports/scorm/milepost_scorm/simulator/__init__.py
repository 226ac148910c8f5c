"""An LMS for one package, to try it before an upload: the stage that plays it, on an origin of its own."""
