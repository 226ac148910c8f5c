"""News that travels up the stairs: a lower domain sends, a higher one listens.

A listener runs inside the sender's transaction and must be safe to hear the same news twice.
"""

from __future__ import annotations

from blinker import Namespace

_namespace = Namespace()

#: Sent by `learning` when a learner has met a course's completion rule for the first time.
#: Sender: the enrolment id (int). Payload: session (sqlalchemy Session), user_id (int),
#: course_id (str), score_scaled (float 0..1 or None), now (aware datetime).
course_completed = _namespace.signal("course-completed")

#: Sent by `accounts` when a guest's record is joined to an account that exists already.
#: Sender: the surviving user id (int). Payload: session, guest_id (int), user_id (int).
guest_joined = _namespace.signal("guest-joined")
