"""The few sentences of the main app that follow the locale; all others are English everywhere.

The English texts and the Vietnamese `name_required` are the main app's; the other translations are the sandbox's own.
"""

_PHRASES: dict[str, dict[str, str]] = {
    "name_required": {
        "en": "Name is required.",
        "vi": "Tên là bắt buộc.",
        "ru": "Укажите имя.",
        "uk": "Вкажіть ім’я.",
    },
    "name_too_long": {
        "en": "Name cannot exceed 255 characters.",
        "vi": "Tên không được vượt quá 255 ký tự.",
        "ru": "Имя не может быть длиннее 255 символов.",
        "uk": "Ім’я не може бути довшим за 255 символів.",
    },
    "email_required": {"en": "Email is required.", "vi": "Vui lòng nhập email.", "ru": "Укажите email."},
    "email_invalid": {"en": "Please enter a valid email address.", "vi": "Email không hợp lệ."},
    "email_taken": {
        "en": "This email is already registered.",
        "vi": "Email này đã được đăng ký.",
        "ru": "Этот email уже зарегистрирован.",
        "uk": "Цей email уже зареєстровано.",
    },
    "password_required": {"en": "Password is required.", "vi": "Vui lòng nhập mật khẩu.", "ru": "Укажите пароль."},
    "password_too_short": {"en": "Password must be at least 10 characters."},
    "password_differs": {"en": "Password confirmation does not match."},
    "banned": {
        "en": "Your account is banned. Read-only access only.",
        "vi": "Tài khoản của bạn đã bị cấm. Chỉ được xem.",
        "ru": "Ваш аккаунт заблокирован. Доступно только чтение.",
        "uk": "Ваш обліковий запис заблоковано. Доступне лише читання.",
    },
    "access_forbidden": {
        "en": "Access forbidden.",
        "vi": "Không có quyền truy cập.",
        "ru": "Доступ запрещён.",
        "uk": "Доступ заборонено.",
    },
    "duplicate_pet": {
        "en": "A pet with the same name and species already exists.",
        "vi": "Đã có thú cưng cùng tên và cùng loài.",
        "ru": "Питомец с таким именем и видом уже есть.",
        "uk": "Улюбленець із таким ім’ям і видом уже є.",
    },
}


def say(phrase: str, locale: str) -> str:
    """Return a phrase in a locale, else in English; empty for a phrase that the main app does not override."""
    found = _PHRASES.get(phrase, {})
    return found.get(locale) or found.get("en", "")
