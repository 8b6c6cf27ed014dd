"""The caller's own profile."""

from app.devtools.sandbox.api.answers import Answer, success
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.people_bodies import profile_body
from app.devtools.sandbox.api.uploads import storage_limit


def show_profile(call: Call) -> Answer:
    """Serve `users/me`: works for unverified and banned people, and carries secrets."""
    user = call.signed_in
    used, limit = call.world.storage_used(user.id), storage_limit(call, user)
    return success(profile_body(user, storage_used=used, storage_limit=limit))
