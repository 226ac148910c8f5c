"""The check of a package, from the zip to the last rule: what a trainer has to know before the upload."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from milepost.core.archives import Archive, Limits, Refused, shown
from milepost.core.progress import Progress
from milepost_scorm.preflight.contents import MANIFEST
from milepost_scorm.preflight.findings import Finding, Level, sort
from milepost_scorm.preflight.package import Package
from milepost_scorm.preflight.rule import Rule
from milepost_scorm.preflight.rules.table import OF_FILES, OF_MANIFEST, OF_PAGES, RULES
from milepost_scorm.preflight.tree import XmlFlaw

SAFETY = "PKWARE APPNOTE 6.3.9"


def check(
    path: Path, limits: Limits | None = None, progress: Progress = lambda done, total: None
) -> list[Finding]:
    """Return what is wrong with a package, without opening it in a browser. Raises `NoArchive`.

    `progress` hears (steps done, steps in all).
    """
    try:
        with Archive(path, limits) as archive:
            progress(0, len(RULES) + 1)
            archive.verify()
            return look(Package(archive), progress)
    except Refused as refused:
        return sort(_refusals(refused, path.name))


def look(package: Package, progress: Progress = lambda done, total: None) -> list[Finding]:
    """Return what is wrong with an open package whose zip is safe and whole."""
    findings: list[Finding] = []
    done = 1
    for rule in _rules(package, findings):
        findings += rule.findings(package)
        done += 1
        progress(done, len(RULES) + 1)
    return sort(findings)


def _rules(package: Package, findings: list[Finding]) -> Iterable[Rule]:
    """Yield the rules that make sense for what can be read of the package."""
    yield from OF_FILES
    try:
        _ = package.contents
    except KeyError:
        return
    except XmlFlaw as flaw:
        where = f"{MANIFEST}:{flaw.line}"
        findings.append(Finding(Level.ERROR, where, flaw.what, flaw.mend, "xml", "XML 1.0"))
        return
    yield from OF_MANIFEST
    yield from OF_PAGES


def _refusals(refused: Refused, name: str) -> list[Finding]:
    return [
        Finding(Level.ERROR, shown(flaw.where) or name, flaw.what, flaw.mend, "zip", SAFETY)
        for flaw in refused.flaws
    ]
