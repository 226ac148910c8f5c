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

#: Sent by `accounts` before a person's rows are deleted: by their own wish, or a guest's after 30 days.
#: Sender: the user id (int). Payload: session, user_id (int), now (aware datetime). What hangs on the
#: user by a cascading foreign key goes by itself; listen only for what has to stay or to change.
user_erased = _namespace.signal("user-erased")

#: Sent by `accounts` when a person downloads all data about them (GDPR articles 15 and 20).
#: Sender: the user id (int). Payload: session, user_id (int), data (dict): each listener adds one key,
#: its domain's name, with a value that JSON can hold (moments as ISO 8601 text).
own_data_asked = _namespace.signal("own-data-asked")
