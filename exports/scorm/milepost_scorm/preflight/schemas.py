"""Manifests against the schemas of their edition (W3C XML Schema 1.0, by libxml2).

Only namespaces whose schema we have are judged: what a maker adds under a name of their own is theirs.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lxml import etree  # type: ignore[import-untyped]

from milepost_scorm.preflight.contents import VERSIONS, Edition
from milepost_scorm.profiles import PROFILES, SCORM_12, SCORM_2004, Profile
from milepost_scorm.xsd import schema_files

OWN = Path(__file__).parent / "schemas"
#: In the manifests of strangers only; ours need neither sequencing nor navigation of ADL's.
MORE = {
    "http://www.adlnet.org/xsd/adlseq_v1p3": "adlseq_v1p3.xsd",
    "http://www.adlnet.org/xsd/adlnav_v1p3": "adlnav_v1p3.xsd",
}
LOM_2004 = "http://ltsc.ieee.org/xsd/LOM"
NAMESPACE = re.compile(r"\{\w+:[^}]*\}")


class Mistake(NamedTuple):
    """Something that the schema does not allow."""

    line: int
    what: str


def mistakes(manifest: bytes, schemaversion: str, edition: Edition) -> list[Mistake]:
    """Return what the edition's schemas do not allow in a manifest that is well-formed."""
    default = SCORM_12 if edition is Edition.SCORM_12 else SCORM_2004
    profile = VERSIONS.get(schemaversion, default)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(manifest, parser)
    except etree.XMLSyntaxError as error:  # stricter than expat, for example with addresses of namespaces
        return [Mistake(error.lineno or 1, _plain(error.msg or "cannot be read"))]
    known = _known(profile)
    expected = profile.namespaces[0].uri
    if etree.QName(root).namespace != expected or etree.QName(root).localname != "manifest":
        return [Mistake(root.sourceline or 1, f"does not begin with a manifest in the namespace {expected}")]
    for element in [each for each in root.iter("*") if etree.QName(each).namespace not in known]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    checked = _compiled(profile.name)
    checked.validate(root)
    return [Mistake(error.line, _plain(error.message)) for error in checked.error_log]


def _known(profile: Profile) -> frozenset[str]:
    spaces = {space.uri for space in profile.namespaces if space.schema and space.uri != LOM_2004}
    return frozenset({*spaces, *(MORE if profile.sequencing else ())})


def _plain(message: str) -> str:
    return NAMESPACE.sub("", message).rstrip(".").replace("( ", "(").replace(" )", ")")


@cache
def _compiled(name: str) -> etree.XMLSchema:
    """Compile an edition's schemas into one, mended where libxml2 is stricter than their authors were.

    ims_xml.xsd makes the XML namespace its default one, which is not allowed; imsmd has `##any`
    beside its own elements, which libxml2 finds ambiguous.
    """
    profile = next(each for each in PROFILES if each.name == name)
    files = {path.name: path for path in (*schema_files(profile), *OWN.glob("*.xsd"))}

    class Mend(etree.Resolver):  # type: ignore[misc]
        def resolve(self, url: str, public_id: str | None, context: object) -> object:
            text = files[url.rpartition("/")[2]].read_text(encoding="utf-8")
            if url.endswith("ims_xml.xsd"):
                text = text.replace('xmlns="http://www.w3.org/XML/1998/namespace"', "", 1)
            text = re.sub(r"<!DOCTYPE.*?>", "", text, flags=re.DOTALL)
            return self.resolve_string(text.replace('namespace="##any"', 'namespace="##other"'), context)

    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    parser.resolvers.add(Mend())
    named = {space.uri: space.schema for space in profile.namespaces if space.schema}
    imports = "".join(
        f'<xs:import namespace="{uri}" schemaLocation="{name}"/>'
        for uri, name in {**named, **(MORE if profile.sequencing else {})}.items()
    )
    root = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(root, parser))
