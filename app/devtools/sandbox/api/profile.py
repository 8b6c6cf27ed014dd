"""The caller's own profile (docs/main-app-api.md, "Profile")."""

from app.devtools.sandbox.api.answers import Answer, success
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.people_bodies import profile_body


def show_profile(call: Call) -> Answer:
    """Serve `users/me`: works for unverified and banned people, and carries secrets."""
    user = call.signed_in
    used = sum(photo.size for pet in call.world.pets_created_by(user.id) for photo in pet.photos)
    return success(profile_body(user, used))
