"""What the invented registrations are drawn from: how it went, at the follow-up and at the closing. Read with `parameters`."""

from spegla.synthesis.parameters import Table

# Which registrations a case has, in weights. Two rows of one case are always a follow-up and then the closing.
CASE_KINDS: Table = {"avslut": (48,), "uppfoljning": (24,), "uppfoljning_avslut": (28,)}
# Nobody is followed up just before the closing.
LEAST_DAYS_BETWEEN = 20
# Registrations per month of 2017, in weights: few in July, many before summer and at the end of the year.
MONTHS = (7, 7, 9, 8, 10, 13, 3, 7, 8, 8, 9, 11)
DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# Risk at the closing by risk at the decision: of high, 65 % were lower; of very high, 52 % were unchanged.
RISK_LATER: Table = {
    "lag": (88, 52, 28, 8, 20),
    "forhojd": (4, 37, 37, 14, 20),
    "hog": (1.5, 5, 27, 21, 6),
    "mycket_hog": (0.5, 1, 3, 52, 2),
    "inte_kant": (6, 5, 5, 5, 52),
}
# At a follow-up the child is still as at the decision in this share, otherwise already as at the closing.
STILL_AS_BEFORE = 0.45

# School at the closing by school at the decision: of 67 who did not reach the goals, 16 then did and 41 still did not.
SCHOOL_ANSWERS = (
    "nar_kraven",
    "nar_inte_kraven",
    "utan_behorighet",
    "ej_fullfoljt_gymnasium",
    "kan_ej_bedoma",
    "inte_kant",
    "ej_aktuellt",
)
SCHOOL_LATER: Table = {
    "nar_kraven": (86, 24, 4, 4, 24, 18, 4),
    "nar_inte_kraven": (6, 61, 6, 4, 22, 18, 2),
    "utan_behorighet": (0.5, 3, 78, 2, 2, 3, 2),
    "ej_fullfoljt_gymnasium": (0.5, 1, 4, 78, 2, 3, 3),
    "kan_ej_bedoma": (3, 4, 3, 4, 42, 12, 3),
    "inte_kant": (3, 4, 3, 4, 6, 44, 3),
    "ej_aktuellt": (1, 3, 4, 6, 3, 4, 86),
}

# Talks later on, by stage: 32 % alone at the closing. Who was talked to once is more easily talked to again.
TALK_ALONE_LATER = (0.0, 0.12, 0.26, 0.38, 0.42, 0.42)
TALK_WITH_GUARDIAN_LATER = (0.26, 0.32, 0.36, 0.30, 0.24, 0.14)
TALK_ALONE_LATER_UNACCOMPANIED, TALK_WITH_GUARDIAN_LATER_UNACCOMPANIED = 0.70, 0.10
TALKED_BEFORE, NOT_TALKED_BEFORE = 1.2, 0.7

# How the risk has moved since the decision.
CHANGES = ("lagre", "oforandrad_lagre", "oforandrad_hog", "hogre", "inte_kant")

# Why it was closed, by how the risk moved: goal met ≈ 50 %, unplanned 21 %, does not meet the need 17 %. Never goal met when the risk rose.
REASON: Table = {
    "mal_uppfyllt": (66, 60, 14, 0, 34),
    "avbrutet_utforare": (4, 4, 9, 12, 6),
    "avbrutet_vardnadshavare": (7, 9, 18, 20, 10),
    "avbrutet_barnet": (5, 6, 14, 16, 9),
    "motsvarar_inte_behov": (9, 12, 34, 38, 15),
    "annan_insats": (5, 4, 9, 12, 9),
    "flytt": (4, 3, 3, 3, 9),
    "annan": (2, 2, 2, 2, 8),
}
# Goal met 29 % for boys born abroad, most of whom came alone: they moved, or came of age. Times this for them.
REASON_UNACCOMPANIED = {"mal_uppfyllt": 0.32, "flytt": 4.0, "annan_insats": 2.0}

# Goals by the reason for closing. Goals met and closed for it go together; the form calls the opposite wrong.
REASONS = tuple(REASON)
GOALS_AT_CLOSING: Table = {
    "inte": (0, 34, 38, 36, 50, 28, 18, 20),
    "delvis": (22, 46, 44, 46, 38, 52, 48, 45),
    "helt": (74, 4, 4, 5, 1, 10, 10, 14),
    "kan_ej_bedoma": (4, 16, 14, 13, 11, 10, 24, 21),
}
# … and at a follow-up by how the risk moved.
GOALS_AT_FOLLOW_UP: Table = {
    "inte": (5, 12, 40, 58, 16),
    "delvis": (66, 62, 45, 30, 46),
    "helt": (20, 14, 2, 0, 6),
    "kan_ej_bedoma": (9, 12, 13, 12, 32),
}

# Collaboration by risk at the decision.
COLLABORATION: Table = {"ja": (44, 54, 66, 76, 50), "nej": (48, 39, 27, 17, 32), "inte_kant": (8, 7, 7, 7, 18)}
# With whom, by stage.
PARTNERS: Table = {
    "forskola": (0.48, 0.62, 0.0, 0.0, 0.0, 0.0),
    "skola": (0.0, 0.06, 0.78, 0.74, 0.62, 0.22),
    "bup": (0.02, 0.08, 0.24, 0.38, 0.36, 0.16),
    "primarvard": (0.14, 0.12, 0.10, 0.10, 0.14, 0.32),
    "barnhalsovard": (0.58, 0.30, 0.01, 0.0, 0.0, 0.0),
    "habilitering": (0.04, 0.06, 0.07, 0.06, 0.05, 0.04),
    "barnmedicin": (0.09, 0.07, 0.06, 0.05, 0.04, 0.0),
    "tandvard": (0.05, 0.06, 0.06, 0.04, 0.03, 0.03),
    "polis": (0.01, 0.01, 0.03, 0.10, 0.15, 0.14),
    "annan": (0.14, 0.14, 0.13, 0.14, 0.18, 0.26),
}
# A coordinated plan, by collaboration: without collaboration there is none, and who does not know the one seldom knows the other.
COLLABORATIONS = ("ja", "nej", "inte_kant")
PLAN: Table = {"ja": (24, 0, 6), "nej": (66, 95, 34), "inte_kant": (10, 5, 60)}
# Health check of a placed child, by whether it came alone.
HEALTH_CHECK: Table = {"ja": (62, 46), "nej": (20, 31), "ej_aktuellt": (4, 9), "inte_kant": (14, 14)}

# Housing at the closing, by what the child had: a placement that goes on elsewhere, a placement that ended, none, and came alone.
HOUSINGS = ("fortsatt_placering", "hem_fran_placering", "hemma", "ensamkommande")
HOUSING: Table = {
    "bada": (2, 20, 36, 0),
    "en": (5, 38, 40, 3),
    "vaxelvis": (0, 9, 17, 0),
    "familjehem": (46, 8, 0, 30),
    "hvb": (34, 4, 0, 26),
    "stodboende": (8, 5, 0, 20),
    "eget": (1, 6, 4, 12),
    "annat": (3, 5, 1.5, 5),
    "inte_kant": (1, 5, 1.5, 4),
}
# A placement goes on after these reasons.
PLACEMENT_GOES_ON = ("annan_insats", "motsvarar_inte_behov")

# What the child does and lives on, by stage; 16 is the first year that is asked about support.
OCCUPATION: Table = {
    "forskola": (70, 86, 0, 0, 0, 0),
    "grundskola": (0, 8, 97, 95, 6, 0),
    "gymnasium": (0, 0, 0, 0, 72, 34),
    "arbete": (0, 0, 0, 0, 4, 26),
    "praktik": (0, 0, 0, 0, 3, 8),
    "ingen": (24, 3, 1, 3, 11, 24),
    "annan": (3, 1, 0.5, 0.5, 2, 4),
    "inte_kant": (3, 2, 1.5, 1.5, 2, 4),
}
SUPPORT: Table = {
    "arbete": (0, 0, 0, 0, 4, 26),
    "studiestod": (0, 0, 0, 0, 38, 26),
    "bistand": (0, 0, 0, 0, 4, 22),
    "vardnadshavare": (0, 0, 0, 0, 46, 12),
    "annan": (1, 1, 1, 1, 3, 6),
    "inte_kant": (0, 0, 0, 0, 5, 8),
}
# Times this for a child who came alone.
SUPPORT_UNACCOMPANIED = {"vardnadshavare": 0.03, "bistand": 3.0}

# Questions that were left blank, in shares of the rows. The background and the risk were never skipped. First what is asked once …
LEFT_BLANK_AT_DECISION = {
    "utsatthet_foraldrar": 0.004,
    "utsatthet_barnet": 0.004,
    "fokus": 0.02,
    "samtal_beslut": 0.02,
    "skola_beslut": 0.012,
}
# … then what each step asks.
LEFT_BLANK_LATER = {
    "samverkan": 0.012,
    "samverkan_aktorer": 0.01,
    "sip": 0.015,
    "halsoundersokning": 0.02,
    "samtal_uppfoljning": 0.025,
    "samtal_avslut": 0.03,
    "skola_uppfoljning": 0.015,
    "skola_avslut": 0.015,
    "maluppfyllelse": 0.01,
    "boende_avslut": 0.01,
    "forsorjning_avslut": 0.015,
    "sysselsattning_avslut": 0.01,
}
