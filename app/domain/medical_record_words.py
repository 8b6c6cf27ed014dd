"""Words for the record types in en, vi, ru and uk.

A word of the same meaning is replaced by the type. A narrower one is kept in the description as well, because
"surgery" alone would lose that it was a spay.
"""

from typing import Final, Literal

Kind = Literal["checkup", "deworming", "flea_treatment", "surgery", "dental", "other"]

SAME_WORDS: Final[dict[Kind, tuple[str, ...]]] = {
    "checkup": (
        "checkup, check up, check, vet visit, health check, wellness exam, exam, examination, routine visit",
        "khám, khám bệnh, khám sức khỏe, khám tổng quát, kiểm tra sức khỏe",
        "осмотр, приём, прием врача, визит к ветеринару, обследование, плановый осмотр",
        "огляд, прийом, візит до ветеринара, обстеження, плановий огляд",
    ),
    "deworming": (
        "deworming, deworm, dewormed, worming, wormed, dewormer, worm treatment, anthelmintic",
        "tẩy giun, xổ giun, tẩy giun sán, sổ giun",
        "дегельминтизация, глистогонка, глистогонное, от глистов, антигельминтик",
        "дегельмінтизація, глистогінне, від глистів, антигельмінтик",
    ),
    "flea_treatment": (
        "flea treatment, flea, fleas, flea and tick treatment, flea tick treatment, tick treatment, flea drops",
        "trị ve, trị bọ chét, nhỏ gáy, trị ve rận, trị ve bọ chét, phòng ve rận",
        "от блох, обработка от блох, обработка от клещей, обработка от паразитов, капли от блох, блохи",
        "від бліх, обробка від бліх, обробка від кліщів, обробка від паразитів, краплі від бліх, блохи",
    ),
    "surgery": (
        "surgery, operation, surgical operation, surgical procedure",
        "phẫu thuật, mổ",
        "операция, хирургия, хирургическая операция",
        "операція, хірургія, хірургічна операція",
    ),
    "dental": (
        "dental, dental care, dentist, dentistry, teeth",
        "nha khoa, răng, răng miệng",
        "стоматология, зубы, стоматолог",
        "стоматологія, зуби, стоматолог",
    ),
    "other": ("other, misc, miscellaneous", "khác", "другое, прочее", "інше"),
}

NARROWER_WORDS: Final[dict[Kind, tuple[str, ...]]] = {
    "surgery": (
        "spay, spayed, spaying, neuter, neutered, neutering, castration, castrated, sterilization, sterilisation",
        "amputation, tumor removal, caesarean, c section",
        "triệt sản, thiến, hoạn",
        "стерилизация, кастрация, кастрировали, стерилизовали",
        "стерилізація, кастрація, кастрували, стерилізували",
    ),
    "dental": (
        "teeth cleaning, dental cleaning, tooth extraction, scaling, tartar removal",
        "cạo vôi răng, lấy cao răng, nhổ răng",
        "чистка зубов, удаление зуба, удаление зубного камня",
        "чищення зубів, чистка зубів, видалення зуба, видалення зубного каменю",
    ),
}

VACCINATION_WORDS: Final = "vax, vaxx, jab, booster, shot, immunization, immunisation"
VACCINATION_STEMS: Final = (
    "vaccin, revaccin, tiêm phòng, tiêm chủng, tiêm ngừa, chích ngừa, chích phòng, tiêm vắc, vắc xin, vacxin, văcxin",
    "привив, вакцин, ревакцин, щеплен",
)
"""The beginnings of words, whatever their endings."""
ABOUT_VACCINATION: Final = ("react, allerg, side effect, phản ứng, dị ứng, реакц, аллерг, алерг",)
"""What makes a health matter of it again."""
