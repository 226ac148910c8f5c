"""The door for the site: SCORM packages on trial (see `milepost.exporting.simulator.interface`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from milepost.core.archives import Archive
from milepost.core.errors import Invalid
from milepost_scorm.preflight.checking import look
from milepost_scorm.preflight.contents import Edition, Item, Resource, with_parameters
from milepost_scorm.preflight.findings import Finding, shorten
from milepost_scorm.preflight.package import Package
from milepost_scorm.preflight.rules.files import manifest_place
from milepost_scorm.preflight.tree import XmlFlaw
from milepost_scorm.simulator import errors
from milepost_scorm.simulator.serving import Stage, Trial

WORDS = {Edition.SCORM_12: errors.SCORM_12, Edition.SCORM_2004: errors.SCORM_2004}


class Playable(NamedTuple):
    """A package that can be played."""

    title: str
    lang: str
    edition: str
    edition_title: str
    launches: Sequence[Mapping[str, object]]
    findings: Sequence[Finding]
    errors: Mapping[str, str]


class ScormPlayer:
    """Plays SCORM 1.2 and 2004."""

    def open(self, archive: Archive) -> Playable:
        """Read a package and look it over. Raises Invalid when no LMS could import it."""
        package = Package(archive)
        try:
            contents = package.contents
        except KeyError:
            found = next(iter(manifest_place(package)))
            raise Invalid(f"{found.where} {found.what}; {found.mend}") from None
        except XmlFlaw as flaw:
            raise Invalid(f"imsmanifest.xml, line {flaw.line}: {flaw.what}; {flaw.mend}") from flaw
        launched = dict(contents.launched)
        launches = [_launch(item, launched.get(item)) for item in contents.items]
        if not any(launch["href"] for launch in launches):
            raise Invalid(
                "The manifest names nothing that could be opened; `milepost check-package` says more."
            )
        version = contents.schemaversion or contents.edition.removeprefix("scorm-")
        return Playable(
            title=contents.title or archive.path.name,
            lang=contents.lang,
            edition=str(contents.edition),
            edition_title=f"SCORM {version}",
            launches=launches,
            findings=shorten(look(package)),
            errors=WORDS[contents.edition],
        )

    def stage(self, find: Callable[[str], Trial | None], site: str) -> Stage:
        """Return the application of the other origin."""
        return Stage(find, site)


def _launch(item: Item, resource: Resource | None) -> dict[str, object]:
    opens = with_parameters(resource.launch, item.parameters) if resource and resource.href else ""
    return {
        "id": item.identifier,
        "title": item.title or item.identifier,
        "depth": item.depth,
        "href": opens,
        "tracked": bool(resource and resource.kind == "sco"),
        "launch_data": item.launch_data,
        "mastery": item.mastery,
        "time_limit": item.time_limit,
        "time_limit_action": item.time_limit_action,
    }


player = ScormPlayer()
