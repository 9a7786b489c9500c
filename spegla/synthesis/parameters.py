"""What the invented registrations are drawn from: background, and what was known and decided at the decision.

Nothing here is a finding. The figures are set so that the shares come near those printed for 2017 where one is printed, and the rest by
what is reasonable. A table gives each code a weight, or a probability, for each level of what it depends on, in the order of the level's
own tuple. Severity is never written to a file: it is what makes the answers of one registration hang together.
"""

from collections.abc import Mapping

# code → one number per level.
Table = Mapping[str, tuple[float, ...]]

# How bad it is for the child, five levels from least to most. A little worse for girls: their mean of exposures is printed as 4.03,
# the boys' as 3.28.
SEXES = ("flicka", "pojke")
SEVERITY: Table = {"0": (12, 16), "1": (24, 27), "2": (28, 28), "3": (22, 19), "4": (14, 10)}

# 192 girls and 224 boys.
SEX: Table = {"flicka": (192,), "pojke": (224,)}

# Per sex: 173, 16 and 3 girls; 156, 65 and 3 boys.
ORIGIN: Table = {"sverige": (173, 156), "utland": (16, 65), "saknas": (3, 3)}

# Of those born abroad, per sex. 44 of the 81 came alone, and they were nearly all boys.
UNACCOMPANIED = (0.25, 0.62)

# Who the child is, for what depends on more than one answer.
PROFILES = ("flicka", "pojke", "utland_flicka", "utland_pojke", "ensamkommande")

# Age bands, for those who came alone and for the others: 94, 147, 152 and 23 registrations in all.
BANDS = ("0-6", "7-12", "13-18", "19-20")
BAND: Table = {"0-6": (0, 94), "7-12": (2, 145), "13-18": (36, 116), "19-20": (6, 17)}
# First and last year of each band. Care under SoL and LVU ends at the latest at 21, so the form's 24 is never reached.
YEARS = {"0-6": (0, 6), "7-12": (7, 12), "13-18": (13, 18), "19-20": (19, 20)}

# The stages that most else depends on, and the first year of each.
STAGES = (0, 4, 7, 13, 16, 19)

# No answer is drawn for a child younger than this: each would be wrong or need an explanation.
LEAST_AGE: Mapping[str, Mapping[str, int]] = {
    "utsatthet_barnet": {"missbruk": 11, "normbrytande": 7, "skola": 6},
    "samtal_beslut": {"enskilt": 4, "med_vardnadshavare": 3},
    "samtal_uppfoljning": {"enskilt": 4, "med_vardnadshavare": 3},
    "samtal_avslut": {"enskilt": 4, "med_vardnadshavare": 3},
    "skola_beslut": {
        "nar_kraven": 7,
        "nar_inte_kraven": 7,
        "utan_behorighet": 16,
        "ej_fullfoljt_gymnasium": 17,
        "kan_ej_bedoma": 7,
        "inte_kant": 7,
    },
    "skola_avslut": {
        "nar_kraven": 7,
        "nar_inte_kraven": 7,
        "utan_behorighet": 16,
        "ej_fullfoljt_gymnasium": 17,
        "kan_ej_bedoma": 7,
        "inte_kant": 7,
    },
    "insats_oppenvard": {"kvalificerad_kontaktperson": 13, "kontaktperson": 8},
    "insats_heldygnsvard": {"ungdomshem": 12, "stodboende": 16},
    "avslutsorsak": {"avbrutet_barnet": 12},
    "boende_avslut": {"stodboende": 16, "eget": 18},
    "sysselsattning_avslut": {"forskola": 1, "grundskola": 6, "gymnasium": 16, "arbete": 16, "praktik": 16},
}
# School does not concern a child below this, and concerns every child up to the last year of compulsory school.
SCHOOL_FROM, SCHOOL_TO = 7, 15

# Probability by severity.
HOME: Table = {
    "omsorgsbrist": (0.20, 0.33, 0.46, 0.58, 0.70),
    "fysiskt_vald": (0.07, 0.14, 0.23, 0.34, 0.48),
    "psykiskt_vald": (0.03, 0.08, 0.14, 0.23, 0.34),
    "bevittnat_vald": (0.05, 0.12, 0.19, 0.29, 0.40),
    "sexuella_overgrepp": (0.004, 0.01, 0.02, 0.04, 0.08),
    "heder": (0.004, 0.01, 0.02, 0.03, 0.05),
    "tidigare_vald": (0.02, 0.05, 0.09, 0.15, 0.22),
    "vardnadstvist": (0.07, 0.09, 0.10, 0.10, 0.10),
    "familjekonflikt": (0.38, 0.43, 0.47, 0.50, 0.52),
    "annat": (0.11, 0.14, 0.17, 0.20, 0.24),
}
# … times this by profile. Family conflicts: 55 % of Swedish-born girls against 43 % of such boys. A child who came alone has its family
# elsewhere.
HOME_BY_PROFILE: Table = {
    "omsorgsbrist": (1.05, 1.10, 0.90, 0.90, 0.30),
    "fysiskt_vald": (1.05, 1.00, 1.50, 1.30, 0.40),
    "psykiskt_vald": (1.10, 1.00, 1.20, 1.00, 0.40),
    "bevittnat_vald": (1.05, 1.05, 1.00, 1.00, 0.30),
    "sexuella_overgrepp": (1.50, 0.60, 1.50, 0.50, 0.60),
    "heder": (0.70, 0.30, 6.00, 2.50, 0.60),
    "tidigare_vald": (1.00, 1.00, 1.20, 1.20, 1.60),
    "vardnadstvist": (1.20, 1.20, 0.50, 0.50, 0.00),
    "familjekonflikt": (1.15, 0.90, 0.80, 0.60, 0.10),
    "annat": (0.90, 0.90, 1.00, 1.20, 3.00),
}
# 93 % have at least one: a decision nearly always names something at home, so most rows without get one, by these weights.
HOME_WHEN_NONE: Table = {"ingen": (52,), "omsorgsbrist": (18,), "familjekonflikt": (20,), "annat": (10,)}

PARENTS: Table = {
    "fysisk_ohalsa": (0.03, 0.04, 0.06, 0.08, 0.10),
    "psykisk_ohalsa": (0.20, 0.29, 0.39, 0.49, 0.58),
    "missbruk": (0.05, 0.10, 0.18, 0.29, 0.40),
    "kriminalitet": (0.01, 0.03, 0.06, 0.11, 0.18),
    "annat": (0.19, 0.23, 0.26, 0.29, 0.32),
}
# Nobody knows much of guardians who are in another country.
PARENTS_UNKNOWN = {"ensamkommande": 0.55, "annars": 0.015}

# About half have difficulties of their own, and those who have any often have several: first whether, by severity …
CHILD_HAS_ANY = (0.44, 0.58, 0.70, 0.84, 0.92)
# … then which.
CHILD: Table = {
    "fysisk_ohalsa": (0.08, 0.09, 0.10, 0.11, 0.12),
    "psykisk_ohalsa": (0.36, 0.40, 0.46, 0.52, 0.58),
    "missbruk": (0.11, 0.14, 0.17, 0.21, 0.28),
    "normbrytande": (0.14, 0.17, 0.22, 0.29, 0.37),
    "skola": (0.52, 0.53, 0.55, 0.56, 0.58),
    "annat": (0.11, 0.11, 0.11, 0.12, 0.14),
}
# … times this by stage: a small child has few difficulties that anybody would write down.
CHILD_BY_STAGE: Table = {
    "fysisk_ohalsa": (0.8, 0.9, 1.0, 1.0, 1.0, 1.0),
    "psykisk_ohalsa": (0.03, 0.15, 0.80, 1.35, 1.40, 1.40),
    "missbruk": (0.0, 0.0, 0.2, 0.9, 1.6, 1.8),
    "normbrytande": (0.0, 0.0, 0.5, 1.4, 1.4, 1.0),
    "skola": (0.0, 0.3, 1.1, 1.4, 1.2, 0.5),
    "annat": (0.6, 0.8, 1.0, 1.1, 1.1, 1.1),
}

# 70, 166, 110 and 46 known, 24 not. By severity, so that exposures and risk go together: the report found them to.
RISKS = ("lag", "forhojd", "hog", "mycket_hog", "inte_kant")
RISK: Table = {
    "lag": (52, 25, 11, 4, 2),
    "forhojd": (38, 55, 48, 30, 10),
    "hog": (4, 12, 31, 44, 40),
    "mycket_hog": (1, 2, 5, 17, 43),
    "inte_kant": (6, 6, 6, 6, 6),
}

# Talks during the investigation, by stage; 57 % alone, 53 % with a guardian. Some pages were never filled in.
TALK_ALONE = (0.0, 0.32, 0.60, 0.78, 0.82, 0.72)
TALK_WITH_GUARDIAN = (0.60, 0.70, 0.72, 0.65, 0.55, 0.35)
# … for a child who came alone: a guardian ad litem at most, and no year makes a difference.
TALK_ALONE_UNACCOMPANIED, TALK_WITH_GUARDIAN_UNACCOMPANIED = 0.86, 0.14

# Weights where school is not, and is, among the child's difficulties.
SCHOOL: Table = {
    "nar_kraven": (68, 38),
    "nar_inte_kraven": (9, 33),
    "utan_behorighet": (4, 9),
    "ej_fullfoljt_gymnasium": (3, 8),
    "kan_ej_bedoma": (8, 8),
    "inte_kant": (9, 6),
    "ej_aktuellt": (6, 3),
}

# Placement by risk. Those who came alone were placed whatever the risk.
PLACEMENT: Table = {
    "ingen": (97, 91, 66, 36, 82),
    "familjehem": (1.5, 4, 14, 24, 8),
    "jourhem": (0.3, 1.5, 7, 12, 3),
    "hvb": (0.7, 2.5, 9, 16, 5),
    "ungdomshem": (0, 0.2, 1.5, 8, 1),
    "stodboende": (0.5, 0.8, 2.5, 4, 1),
}
PLACEMENT_UNACCOMPANIED: Table = {
    "ingen": (8,),
    "familjehem": (30,),
    "jourhem": (4,),
    "hvb": (40,),
    "ungdomshem": (0,),
    "stodboende": (18,),
}
# LVU only with placement, by risk; a secure home (SiS) is nearly always LVU.
LVU_BY_RISK = (0.02, 0.05, 0.18, 0.48, 0.10)
LVU_SECURE, LVU_UNACCOMPANIED = 0.88, 0.03

# Outpatient care. "Annan" was more than half of what was given; who is placed mostly has nothing beside it.
OUTPATIENT: Table = {
    "kontaktperson": (0.17,),
    "kvalificerad_kontaktperson": (0.06,),
    "kontaktfamilj": (0.20,),
    "strukturerat_program": (0.18,),
    "behovsprovat_stod": (0.11,),
    "annan": (0.52,),
}
OUTPATIENT_WHEN_PLACED = 0.22

# Focus: probability without and with one of the answers that call for it.
FOCUS: Mapping[str, tuple[float, float, tuple[tuple[str, str], ...]]] = {
    "halsa": (0.08, 0.38, (("utsatthet_barnet", "fysisk_ohalsa"), ("utsatthet_barnet", "psykisk_ohalsa"))),
    "utbildning": (0.08, 0.52, (("utsatthet_barnet", "skola"),)),
    "kanslor": (0.32, 0.66, (("utsatthet_barnet", "psykisk_ohalsa"), ("utsatthet_barnet", "normbrytande"))),
    "sociala_relationer": (0.16, 0.36, (("utsatthet_barnet", "normbrytande"), ("utsatthet_barnet", "annat"))),
    "omsorg": (0.08, 0.48, (("utsatthet_hemmet", "omsorgsbrist"),)),
    "stimulans": (0.24, 0.46, (("utsatthet_hemmet", "omsorgsbrist"), ("utsatthet_hemmet", "familjekonflikt"))),
    "tillganglighet": (0.12, 0.34, (("utsatthet_foraldrar", "psykisk_ohalsa"), ("utsatthet_foraldrar", "missbruk"))),
    "sakerhet": (0.05, 0.50, (("utsatthet_hemmet", "fysiskt_vald"), ("utsatthet_hemmet", "bevittnat_vald"))),
    "familjesituation": (0.14, 0.46, (("utsatthet_hemmet", "familjekonflikt"), ("utsatthet_hemmet", "vardnadstvist"))),
    "familjebakgrund": (0.04, 0.16, (("utsatthet_hemmet", "tidigare_vald"),)),
    "boende_ekonomi": (0.06, 0.30, (("ensamkommande", "ja"),)),
    "natverk": (0.07, 0.40, (("ensamkommande", "ja"),)),
}
