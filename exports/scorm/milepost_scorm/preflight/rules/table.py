"""The table: every kind of finding, how bad it is, and where we have it from.

"Moodle 4.5" stands for what was measured there; where an LMS did not decide it, a clause does.
"""

from __future__ import annotations

from milepost_scorm.preflight.findings import Level
from milepost_scorm.preflight.rule import Rule
from milepost_scorm.preflight.rules import files, manifest, pages

MEASURED = "measured in Moodle 4.5"
ERROR, WARNING = Level.ERROR, Level.WARNING

#: What can be said of any zip.
OF_FILES = (
    Rule("manifest-place", ERROR, MEASURED, files.manifest_place),
    Rule("size", WARNING, "upload limits of LMSs", files.size),
    Rule("junk", WARNING, MEASURED, files.junk),
    Rule("names", WARNING, MEASURED, files.names),
    Rule("kinds", WARNING, MEASURED, files.kinds),
)
#: What needs a manifest that can be read.
OF_MANIFEST = (
    Rule("schema-version", ERROR, MEASURED, manifest.schemaversion),
    Rule("prefixes", ERROR, MEASURED, manifest.prefixes),
    Rule("organizations", ERROR, "IMS CP 1.1.4, 4.5", manifest.organizations),
    Rule("references", ERROR, "IMS CP 1.1.4, 4.6", manifest.references),
    Rule("identifiers", ERROR, MEASURED, manifest.identifiers),
    Rule("scorm-type", ERROR, MEASURED, manifest.scormtype),
    Rule("map-info", ERROR, MEASURED, manifest.map_info),
    Rule("base-of-resources", ERROR, MEASURED, manifest.base_of_resources),
    Rule("launched-files", ERROR, MEASURED, files.launched_files),
    Rule("listed-files", ERROR, "SCORM 2004 CAM 3.4.1.15", files.listed_files),
    Rule("schema", ERROR, "the XML schemas of ADL and IMS", manifest.schema),
    Rule("titles", WARNING, MEASURED, manifest.titles),
    Rule("numeric-references", WARNING, MEASURED, manifest.numeric_references),
    Rule("encoding", WARNING, "SCORM 2004 CAM 3.2", manifest.encoding),
    Rule("unlisted-files", WARNING, "SCORM 2004 CAM 3.4.1.15", files.unlisted_files),
    Rule("several-scos", WARNING, MEASURED, manifest.several_scos),
    Rule("mastery-score", WARNING, MEASURED, manifest.mastery_score),
    Rule("completion-threshold", WARNING, MEASURED, manifest.completion_threshold),
    Rule("hidden-ways-out", WARNING, "SCORM 2004 CAM 5.2.3", manifest.hidden_ways_out),
    Rule("prerequisites", WARNING, "SCORM 1.2 CAM 2.3.5.3", manifest.prerequisites),
)
#: What the text of pages, style sheets and scripts shows.
OF_PAGES = (
    Rule("outside", ERROR, "privacy, and networks that are closed", pages.outside),
    Rule("dead-addresses", ERROR, MEASURED, pages.dead_addresses),
    Rule("leaving", WARNING, "Chrome's deprecation of unload", pages.leaving),
    Rule("service-worker", WARNING, "Service Workers, scope", pages.service_worker),
    Rule("captions", WARNING, "WCAG 2.2, 1.2.2", pages.captions),
    Rule("alternatives", WARNING, "WCAG 2.2, 1.1.1", pages.alternatives),
    Rule("state", WARNING, "SCORM 1.2 RTE 3.4.4, SCORM 2004 RTE 4.2.23", pages.state),
    Rule("languages", WARNING, "WCAG 2.2, 3.1.1 and 2.4.2", pages.languages),
)
RULES = (*OF_FILES, *OF_MANIFEST, *OF_PAGES)
