"""Everyday words for the main app's seeded species in en, vi, ru and uk.

See docs/main-app-api.md, "Species, cities, countries".
The names themselves come from the main app; here stands what people say besides: pet words, young animals, plurals
that no rule makes. Words of a species that the main app does not list are ignored.
"""

from typing import Final

EVERYDAY_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "cat": (
        "kitty, kitten, kittie, pussycat, pussy cat, house cat, domestic cat, tomcat, moggy, tabby, feline, 🐱, 🐈",
        "mèo con, mèo nhà, mèo ta, mèo mướp, miu, mèo cái, mèo đực",
        "кот, коты, кота, котик, котики, котенок, котёнок, котята, киса, киска, кошечка, кошек, кошак",
        "кішка, кішки, кішок, коти, кота, котик, котики, кошеня, кошенята, кицька, киця, котяра",
    ),
    "dog": (
        "puppy, pup, doggy, doggie, doggo, pupper, hound, canine, pooch, mutt, 🐶, 🐕",
        "chó con, cún, cún con, chó nhà, chó ta, cẩu, chó cái, chó đực",
        "пёс, псы, песик, пёсик, щенок, щенки, щенята, собачка, собак, собачек, дворняга, дворняжка",
        "пес, пси, песик, песики, щеня, щенята, цуценя, цуценята, собачка, собак, собака",
    ),
    "bird": (
        "parrot, parakeet, budgie, budgerigar, canary, cockatiel, finch, lovebird, cockatoo, birdie, 🐦, 🦜",
        "con vẹt, vẹt, chim cảnh, yến phụng, chim sẻ",
        "птичка, попугай, попугаи, попугайчик, канарейка, птиц",
        "птах, птахи, пташка, папуга, папуги, папужка, канарка, птиця, птиці",
    ),
    "fish": (
        "goldfish, betta, guppy, fishes, fishy, aquarium fish, koi, 🐟, 🐠",
        "cá cảnh, cá vàng, cá chép",
        "рыбка, рыбки, рыб, золотая рыбка, аквариумная рыбка",
        "рибка, рибки, риб, золота рибка, акваріумна рибка",
    ),
    "rabbit": (
        "bunny, bunny rabbit, hare, rabbits, 🐰, 🐇",
        "thỏ con",
        "зайчик, крольчиха, крольчонок, кролики, заяц",
        "кріль, крільчиха, кролик, кролики, кроленя, зайчик",
    ),
    "hamster": ("hammy, 🐹", "hamster, chuột ham", "хомячок, хомячки, хомяки", "хом'ячок, хом'ячки, хом'яки"),
    "guinea-pig": ("cavy, cavies, guineapig", "bọ ú", "морские свинки, свинка морская", "морські свинки, мурчак"),
    "mouse": ("mice, 🐭", "chuột con, chuột nhắt", "мышь, мыши, мышка, мышки", "миші, мишка, мишки"),
    "rat": ("rattie", "chuột cống, chuột bạch", "крысы, крыска", "щури, пацюк, пацюки"),
    "gerbil": ("", "chuột nhảy", "песчанки", "піщанки"),
    "ferret": ("", "chồn, chồn sương", "хорёк, хорьки, фретка", "тхори, фретка"),
    "chinchilla": ("chinchillas", "sóc chinchilla", "шиншиллы", "шиншили"),
    "hedgehog": ("hedgie, 🦔", "nhím", "ёж, ежи, ёжик, ёжики", "їжаки, їжачок"),
    "sugar-glider": ("glider, sugarglider", "sóc bay, sóc bay úc", "сахарный поссум, летяга", "цукровий посум, летяга"),
    "lizard": ("gecko, iguana, bearded dragon, chameleon, 🦎", "tắc kè, kỳ nhông", "геккон, игуана", "гекон, ігуана"),
    "snake": ("python, boa, 🐍", "trăn", "змеи, змейка, питон, удав, уж", "змії, пітон, удав, вуж"),
    "turtle": ("tortoise, terrapin, 🐢", "rùa cạn, rùa nước", "черепашка, черепахи", "черепашка, черепахи"),
    "frog": ("toad, froggy, 🐸", "ếch cảnh, cóc", "лягушки, жаба, жабы", "жаби, жабка"),
    "axolotl": ("", "axolotl", "аксолотли", "аксолотлі"),
    "spider": ("tarantula, 🕷", "nhện cảnh", "пауки, паучок, тарантул, птицеед", "павуки, павучок, тарантул"),
    "scorpion": ("🦂", "bò cạp", "скорпионы", "скорпіони"),
    "snail": ("achatina, 🐌", "ốc", "улитки, ахатина", "равлики, ахатина"),
    "crab": ("hermit crab, 🦀", "cua cảnh", "крабы, рак-отшельник", "краби, рак-самітник"),
    "horse": ("pony, foal, mare, 🐴, 🐎", "ngựa con", "конь, кони, пони, жеребёнок", "коні, кобила, поні, лоша"),
    "goat": ("kid goat, 🐐", "dê con", "козёл, козы, козлёнок, козлик", "кози, козел, козеня"),
    "sheep": ("lamb, ewe, ram, 🐑", "cừu con", "овцы, баран, овечка, ягнёнок", "вівці, баран, овечка, ягня"),
    "pig": ("piglet, hog, minipig, 🐷, 🐖", "heo, con heo, lợn con, heo con", "поросёнок, хрюшка, минипиг", "порося"),
    "donkey": ("mule, burro", "con la", "ослик, ослы, осёл", "віслюк, віслюки, ослик, осли"),
    "cattle": ("cow, bull, calf, calves, ox, oxen, 🐄", "bò, trâu, bê", "корова, бык, телёнок", "корова, бик, теля"),
    "chicken": ("hen, rooster, cock, chick, 🐔, 🐓", "gà con, gà mái, gà trống", "петух, курочка, цыплёнок, куры, кура",
                "півень, курочка, курча, кури"),
    "duck": ("duckling, 🦆", "vịt con", "утки, уточка, утёнок, селезень", "качки, качечка, каченя, качур"),
}  # fmt: skip
