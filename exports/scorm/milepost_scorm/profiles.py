"""What differs between SCORM editions, as one row each. Another edition is another row.

The manifest writer and the run time (runtime/adapter.js) read everything that differs from here, so
neither knows an edition by name.
Sources: SCORM 1.2 CAM 2.3.4 and RTE 3.4; SCORM 2004 3rd and 4th Ed. CAM 3.4 and RTE 4.2.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

SCHEMAS = Path(__file__).parent / "schemas"


class Namespace(NamedTuple):
    """An XML namespace of the manifest. `prefix` is literal: Moodle's parser reads prefixes, not names.

    `schema` is the file that describes it, or empty where the package ships none.
    """

    prefix: str
    uri: str
    schema: str = ""


class Lom(NamedTuple):
    """How learning object metadata is spelt: IMS MD 1.2.1 (SCORM 1.2) or IEEE 1484.12.3 (2004)."""

    prefix: str
    string: str
    language: str


class Profile(NamedTuple):
    """One edition. `suspend_data` and `location` are the lengths in characters that every LMS keeps.

    `runtime` is handed to the run time as it is: the name of the API object, of its methods, of the
    data model's elements ("" where the edition has none), and the edition's words for results.
    `several`: whether a package may hold more than one SCO (in Moodle's player for 2004 a second one
    cannot begin).
    """

    name: str
    title: str
    schemaversion: str
    namespaces: tuple[Namespace, ...]
    scormtype: str
    sequencing: bool
    several: bool
    lom: Lom
    schemas: str
    suspend_data: int
    location: int
    runtime: Mapping[str, object]

    @property
    def statuses(self) -> int:
        """How many words say a result: lesson_status (1.2); completion_status and success_status (2004)."""
        return 2 if self.runtime["success"] else 1

    @property
    def remembers_interactions(self) -> bool:
        """Whether the run time keeps in mind which interactions the LMS holds: in 1.2 nobody can ask."""
        return self.statuses == 1

    def for_runtime(self) -> dict[str, object]:
        """Return the row as the run time gets it, JSON values only."""
        return {
            **self.runtime,
            "name": self.name,
            "suspend_data_length": self.suspend_data,
            "location_length": self.location,
        }


SCORM_12 = Profile(
    name="scorm-1.2",
    title="SCORM 1.2",
    schemaversion="1.2",
    namespaces=(
        Namespace("", "http://www.imsproject.org/xsd/imscp_rootv1p1p2", "imscp_rootv1p1p2.xsd"),
        Namespace("imsmd", "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1", "imsmd_rootv1p2p1.xsd"),
        Namespace("adlcp", "http://www.adlnet.org/xsd/adlcp_rootv1p2", "adlcp_rootv1p2.xsd"),
    ),
    scormtype="scormtype",
    sequencing=False,
    several=True,
    lom=Lom("imsmd", "langstring", "xml:lang"),
    schemas="scorm-1.2",
    suspend_data=4096,  # RTE 3.4.4: CMIString4096
    location=255,  # RTE 3.4.4: CMIString255
    runtime=MappingProxyType(
        {
            "api": "API",
            "initialize": "LMSInitialize",
            "terminate": "LMSFinish",
            "get": "LMSGetValue",
            "set": "LMSSetValue",
            "commit": "LMSCommit",
            "error": "LMSGetLastError",
            "diagnostic": "LMSGetDiagnostic",
            "status": "cmi.core.lesson_status",
            "success": "",
            "progress": "",
            "exit": "cmi.core.exit",
            "mode": "cmi.core.lesson_mode",
            "credit": "cmi.core.credit",
            "entry": "cmi.core.entry",
            "location": "cmi.core.lesson_location",
            "score": "cmi.core.score",
            "scaled": False,
            "session_time": "cmi.core.session_time",
            "total_time": "cmi.core.total_time",
            "max_time_allowed": "cmi.student_data.max_time_allowed",
            "time_limit_action": "cmi.student_data.time_limit_action",
            "learner_id": "cmi.core.student_id",
            "learner_name": "cmi.core.student_name",
            "language": "cmi.student_preference.language",
            "iso_times": False,
            "time": "time",
            "response": "student_response",
            "description": "",
            "wrong": "wrong",
            "true": "t",
            "false": "f",
            "comma": ",",
            "point": ".",
            "ids": "abcdefghijklmnopqrstuvwxyz0123456789",
            "commit_before_terminate": True,
        }
    ),
)

SCORM_2004 = Profile(
    name="scorm-2004",
    title="SCORM 2004 4th Edition",
    schemaversion="2004 4th Edition",
    namespaces=(
        Namespace("", "http://www.imsglobal.org/xsd/imscp_v1p1", "imscp_v1p1.xsd"),
        Namespace("lom", "http://ltsc.ieee.org/xsd/LOM"),
        Namespace("adlcp", "http://www.adlnet.org/xsd/adlcp_v1p3", "adlcp_v1p3.xsd"),
        Namespace("imsss", "http://www.imsglobal.org/xsd/imsss", "imsss_v1p0.xsd"),
    ),
    scormtype="scormType",
    sequencing=True,
    several=False,
    lom=Lom("lom", "string", "language"),
    schemas="scorm-2004-4",
    suspend_data=64000,  # RTE 4.2.23: SPM 64000
    location=255,  # RTE 4.2.14 says 1000; scorm-again, our second judge, stops at 255
    runtime=MappingProxyType(
        {
            "api": "API_1484_11",
            "initialize": "Initialize",
            "terminate": "Terminate",
            "get": "GetValue",
            "set": "SetValue",
            "commit": "Commit",
            "error": "GetLastError",
            "diagnostic": "GetDiagnostic",
            "status": "cmi.completion_status",
            "success": "cmi.success_status",
            "progress": "cmi.progress_measure",
            "exit": "cmi.exit",
            "mode": "cmi.mode",
            "credit": "cmi.credit",
            "entry": "cmi.entry",
            "location": "cmi.location",
            "score": "cmi.score",
            "scaled": True,
            "session_time": "cmi.session_time",
            "total_time": "cmi.total_time",
            "max_time_allowed": "cmi.max_time_allowed",
            "time_limit_action": "cmi.time_limit_action",
            "learner_id": "cmi.learner_id",
            "learner_name": "cmi.learner_name",
            "language": "cmi.learner_preference.language",
            "iso_times": True,
            "time": "timestamp",
            "response": "learner_response",
            "description": "description",
            "wrong": "incorrect",
            "true": "true",
            "false": "false",
            "comma": "[,]",
            "point": "[.]",
            "ids": "",
            "commit_before_terminate": False,
        }
    ),
)

#: The same data model as the 4th edition's, as far as we write it; older LMSs know only this one.
SCORM_2004_3 = SCORM_2004._replace(
    name="scorm-2004-3",
    title="SCORM 2004 3rd Edition",
    schemaversion="2004 3rd Edition",
    namespaces=tuple(
        space._replace(schema="lom.xsd") if space.prefix == "lom" else space
        for space in SCORM_2004.namespaces
    ),
    schemas="scorm-2004-3",
    suspend_data=64000,  # 3rd Ed. RTE 4.2.21: SPM 64000
)

PROFILES = (SCORM_12, SCORM_2004, SCORM_2004_3)
