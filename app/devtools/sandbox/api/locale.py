"""Which language an answer is in."""

SUPPORTED = ("en", "vi", "uk", "ru")
DEFAULT = "en"


def choose_locale(accept_language: str, saved: str | None) -> str:
    """Take the best supported tag of the header, else the user's saved locale, else English."""
    best, best_quality = None, 0.0
    for part in accept_language.split(","):
        tag, _, parameter = part.partition(";")
        language = tag.strip().lower().replace("_", "-").partition("-")[0]
        quality = _quality(parameter)
        if language in SUPPORTED and quality > best_quality:
            best, best_quality = language, quality
    if best is not None:
        return best
    return saved if saved in SUPPORTED else DEFAULT


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
