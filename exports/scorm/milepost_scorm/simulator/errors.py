"""What the error codes of the API mean, in words for people who did not write the package.

Sources: SCORM 1.2 RTE 3.3.3.1, table 3.3.3.1a; SCORM 2004 4th Ed. RTE 3.1.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from milepost.core.messages import N_

SCORM_12: Mapping[str, str] = MappingProxyType(
    {
        "101": N_("The LMS could not do it: it was not saved, or the session is over."),
        "201": N_("The call asks for something that this place does not have."),
        "202": N_("This element has nothing below it."),
        "203": N_("This element is no list, so it has no count."),
        "301": N_("The package spoke before it said hello, or after it said goodbye."),
        "401": N_("This LMS does not know this element."),
        "402": N_("This name is a word of the standard; nothing can be written to it."),
        "403": N_("This can be read only."),
        "404": N_("This can be written only."),
        "405": N_("The value is not of the right kind, or too long."),
    }
)
SCORM_2004: Mapping[str, str] = MappingProxyType(
    {
        "101": N_("The LMS could not do it: it was not saved, or the session is over."),
        "102": N_("The package could not be started."),
        "103": N_("The package has said hello already."),
        "104": N_("The package has said goodbye already, and cannot start again."),
        "111": N_("The package could not be ended."),
        "112": N_("The package said goodbye before it said hello."),
        "113": N_("The package has said goodbye already."),
        "122": N_("The package asked for a value before it said hello."),
        "123": N_("The package asked for a value after it said goodbye."),
        "132": N_("The package sent a value before it said hello."),
        "133": N_("The package sent a value after it said goodbye."),
        "142": N_("The package wanted to save before it said hello."),
        "143": N_("The package wanted to save after it said goodbye."),
        "201": N_("The call is not made as the standard asks."),
        "301": N_("The value could not be given."),
        "351": N_("The value could not be taken."),
        "391": N_("It could not be saved."),
        "401": N_("The standard does not know this element."),
        "402": N_("This LMS does not have this element."),
        "403": N_("Nothing has been set here yet. Many packages ask, and go on."),
        "404": N_("This can be read only."),
        "405": N_("This can be written only."),
        "406": N_("The value is not of the right kind, or too long."),
        "407": N_("The number is too large or too small."),
        "408": N_("Something else has to be set before this, for example the type of a question."),
    }
)
