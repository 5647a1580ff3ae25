"""Where the name of an actor means something else: a person, a river, a newspaper, a language, a state of America.

Each rule looks at the words right before and right after a name; its comment or docstring gives its examples. A rule that
errs should err towards no mention: a wrong code is worse than none.
"""

from __future__ import annotations

from stance.acts.gazetteer.setting import Setting, anywhere, beginning, ending

_NAMES = frozenset({"name", "capital", "former", "place"})
_STATES_OF_AMERICA = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Hawaii|Idaho|Illinois|Indiana|Iowa|"
    "Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|"
    "New Hampshire|New Jersey|New Mexico|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|"
    "South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|West Virginia|Wisconsin|Wyoming"
)
_MONTHS = (
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sept Oct"
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"


def anyone(words: str) -> str:
    """Make an expression of words between spaces."""
    return "|".join(words.split())


# Persons ---------------------------------------------------------------------------------------------------------------

# Names of states and capitals that are first names: Israel Katzmann; or family names that any first name may precede. Of other
# family names (France, Washington) only those after common first names are told: "told Reuters France would" is more common.
_FIRST_NAMES = frozenset(
    """
    Jordan Chad Israel Georgia India Kenya Paris London Sofia Victoria Santiago Cuba China Washington Trinidad Vienna Aden
    Ireland Milan Finn Dane
    """.split()
)
_FAMILY_NAMES = frozenset(
    """
    Jordan Chad Ireland Scotland Wales England Holland Lima Montenegro Berlin Wellington Kingston Colombo Moroni Nassau Lagos
    Medina Santiago Sofia Trinidad Porto Wagner
    """.split()
)
_GIVEN_NAMES = anyone(
    """
    Aaron Abdul Abigail Adam Adrian Adriana Ahmad Ahmed Alan Albert Alejandro Alex Alexander Alexandra Alfred Ali Alice
    Amanda Amy Ana Anatole Andrea Andrew Angela Ann Anna Anne Anthony Antonio Arthur Barbara Barry Benjamin Bernard Bill Bob
    Brian Carl Carlos Carol Caroline Catherine Cécile Charles Charlie Chris Christine Christopher Claire Colin Craig
    Daniel Dave David Dawn Deborah Denis Dennis Denzel Diana Diane Donald Douglas Edward Elena Elizabeth Emily Emma Eric Ernest
    Eva Fatima Fernando Francis Francisco Frank Fred Gary Geoffrey George Gerald Graham Greg Hannah Harold Harry Heather
    Helen Henry Howard Hugh Ian Irving Isabel Isaiah Ivan Jack Jacob James Jane Janet Jason Javier Jean Jeff Jeffrey Jennifer
    Jeremy Jerome Jessica Jill Jim Jimmy Joan Joe John Jon Jonathan Jorge José Joseph Joshua Juan Judith Julia Julian Julie
    Karen Kate Kathy Keith Kelly Ken Kenneth Kevin Larry Laura Lawrence Lee Leonard Leslie Linda Lisa Louis Louise Lucy Luís
    Luis Luke Lynndie Manuel Marc Marco Margaret Maria María Marie Mario Mark Martha Martin Mary Matt Matthew Maureen Michael
    Michelle Miguel Mike Mohamed Mohammad Mohammed Nancy Natalie Nathan Neil Nicholas Nick Nicole Nigel Olga Oliver Omar Oscar
    Pablo Pamela Patricia Patrick Paul Pedro Peter Philip Rachel Ralph Raymond Rebecca Richard Rick Rob Robert Roberto Roger
    Ron Ronald Rosa Rose Roy Russell Ruth Ryan Sally Sam Samuel Sandra Sara Sarah Scott Sean Sergio Sharon Sheila Simon
    Stella Stephen Steve Steven Stuart Susan Terry Thomas Tim Timothy Tina Tom Tony Vanessa Victor Vincent Walter Wendy
    William Yusuf
    """
)
# Family names that only an office and a given name before them tell: Under-Secretary Denise France.
_AFTER_OFFICE_ONLY = frozenset("France Poland Norway Spain Rome Madrid Dublin Athens Bern Brazil Austria Warsaw".split())
_COURTESY = r"Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Sen|Rep|Prof|Gov|Lt|Sgt|Capt|Messrs"
_OFFICES = rf"{_COURTESY}|Lady|Lord|Dame|Baroness|Baron|Professor|Judge|Justice|Senator|Congressman|Congresswoman|Saint|Queen"
_AFTER_OFFICE = ending(rf"(?:{_OFFICES}|Prince|Princess|Captain|Colonel|Sergeant|Rabbi|Reverend)\.? ")
_HIGH_OFFICES = (
    r"(?:(?:Under-?|Deputy |Assistant |Permanent |Foreign |Defen[cs]e |Home |Press |State )?Secretary|"
    r"Under-?secretary|Secretary[- ]General|Minister|Ambassador|Envoy|Commissioner|Counsellor|Attorney General|"
    r"Consul[- ]General|High Representative|Special Representative|Chairman|Chairwoman|Speaker)"
)
_AFTER_HIGH_OFFICE = ending(rf"{_HIGH_OFFICES} ")
_AFTER_OFFICE_AND_NAME = ending(rf"{_HIGH_OFFICES} (?!{_HIGH_OFFICES})[A-Z][\w’'-]*[a-z] (?:[A-Z]\. )?")
_AFTER_GIVEN_NAME = ending(rf"(?:{_GIVEN_NAMES}) (?:[A-Z]\. )?")
_AFTER_SOME_NAME = ending(r"[A-Z][\w’'-]*[a-z] (?:[A-Z]\. )?")
_BEFORE_SOME_NAME = beginning(r" (?:[A-Z]\. )?[A-Z](?:[a-z]|['’][A-Z])[\w’'-]*")
_BEFORE_BODY = beginning(
    r"(?: [A-Z][\w’'-]+){0,3} (?:Authority|Association|Commission|Agency|Bureau|Service|Union|Federation|Board|Corporation|"
    r"Company|Industries|Group|Centre|Center|Movement|Front|Alliance|League|Congress|Institute|Department|Council|Forum|Exchange|Market|Railways?)\b"
)
_BEFORE_AGE = beginning(r", \d\d,")

# Words with capitals that are no part of a name.
_NO_NAME = anyone(
    f"""
    {_MONTHS} {_DAYS}
    President Vice Deputy Prime Premier Chancellor Minister Ministers Ministry Foreign Defence Defense Interior Finance Trade
    Secretary Ambassador Ambassadors Envoy Special Government Parliament Cabinet Congress Senate Army Navy Air Police Force
    Forces
    King Queen Crown Prince Princess Emperor Pope Sultan Emir General Admiral Colonel Commander Chief Chairman Speaker Governor
    Mayor Party Reuters News Press Jazeera Times Post Journal Guardian Xinhua Tass Interfax Anadolu Today Airport Politburo
    Embassy Consulate Mission Delegation Office Council Commission Committee Court Supreme Central National Federal Royal State
    Airways Airlines Armed Security Intelligence Border Coast Customs Health Energy Oil Gas Power Bank Red Team
    North South East West Northern Southern Eastern Western Greater Upper Lower
    The A An In On At By For From To Of With And But Or As If When While After Before Since Until Although Though Because
    Both Neither Either Yet So Then Meanwhile However Today Yesterday Neighbouring Neighboring Nearby Later Earlier Says Said
    Mr Mrs Ms Dr I We They It He She This That These Those Its His Her Their Our My Now Once Why How What Where Who Will Can
    Did Does Has Have Is Was Are Were Let Post Pre Inside Outside Against Between Over Under Visit Visiting
    """
)
_AFTER_NO_NAME = ending(rf"(?:{_NO_NAME}) ")
_BEFORE_NO_NAME = beginning(rf" (?:{_NO_NAME})\b")


def is_person(setting: Setting) -> bool:
    """Tell whether a name is, or is a part of, the name of a person."""
    if " " in setting.name or setting.kind in ("seat", "abbreviation"):
        return False
    # Ms Chad, Michael B. Jordan, Bill English
    if setting.has_before(_AFTER_OFFICE) or setting.has_before(_AFTER_GIVEN_NAME):
        return True
    # Jordan, 34,
    if setting.name in _FIRST_NAMES | _FAMILY_NAMES and setting.has_after(_BEFORE_AGE):
        return True
    return not (setting.in_capitals or setting.titled) and (
        _is_first_name(setting) or _is_after_first_name(setting) or _is_after_high_office(setting)
    )


def is_family_name(setting: Setting) -> bool:
    """Tell whether the name of a person is one by which a text may go on to call them: Michael Jordan, not Israel Katz."""
    if setting.name in _FIRST_NAMES and setting.has_after(_BEFORE_SOME_NAME) and not setting.has_after(_BEFORE_NO_NAME):
        return False
    return setting.has_before(_AFTER_OFFICE) or setting.has_before(_AFTER_SOME_NAME)


def _is_first_name(setting: Setting) -> bool:
    """Tell said Jordan Smith; not: said Jordan Foreign Minister, Jordan Israel ties, told Jordan Monday, Jordan Press Union."""
    return (
        setting.name in _FIRST_NAMES
        and not setting.leads_actor
        and setting.has_after(_BEFORE_SOME_NAME)
        and not setting.has_after(_BEFORE_NO_NAME)
        and not setting.has_after(_BEFORE_BODY)
    )


def _is_after_first_name(setting: Setting) -> bool:
    """Tell said Thabo Jordan; not where a sentence begins: Neighbourly Jordan offered."""
    return (
        setting.name in _FAMILY_NAMES
        and " " in setting.before.strip("“”\"'‘’([ ")
        and not setting.follows_actor
        and setting.text == setting.name
        and setting.has_before(_AFTER_SOME_NAME)
        and not setting.has_before(_AFTER_NO_NAME)
    )


def _is_after_high_office(setting: Setting) -> bool:
    """Tell Deputy Secretary Chad Jordan, both of them, and Ambassador Denise Washington; not: Foreign Minister of Jordan."""
    if setting.text != setting.name:
        return False
    if setting.name in _FIRST_NAMES and setting.has_before(_AFTER_HIGH_OFFICE):
        return setting.has_after(_BEFORE_SOME_NAME) and not setting.has_after(_BEFORE_NO_NAME)
    named = setting.name in _FIRST_NAMES or setting.name in _FAMILY_NAMES or setting.name in _AFTER_OFFICE_ONLY
    return named and setting.has_before(_AFTER_OFFICE_AND_NAME) and not setting.has_before(_AFTER_NO_NAME)


# Other things ----------------------------------------------------------------------------------------------------------

_COMPOUND_BEFORE = ending(
    r"(?:[Aa]nti|[Pp]ro|[Nn]on|[Ee]x|[Pp]ost|[Pp]re|[Uu]n|[Tt]rans|[Pp]an|[Ii]nter|[Aa]ll|[Nn]eo|[Aa]fro)-"
)
_ETHNIC = ending(r"[Ee]thnic(?:ally)? |[Nn]ative |(?:Bosnia|Kosovo)['’]s ")
_COMPOUND_AFTER = beginning(
    r"[-‑](?:language|speaking|speakers?|style|born|Americans?|educated|looking|accented|made)\b| and Turkish Cypriot"
)


def _is_compound(setting: Setting) -> bool:
    """Tell pro-Russian, anti-American, ethnic Albanian, Bosnia's Serbs, French-speaking, Soviet-style, Iranian-American."""
    return (
        setting.has_before(_COMPOUND_BEFORE)
        or setting.has_after(_COMPOUND_AFTER)
        or (setting.kind in ("adjective", "people") and setting.has_before(_ETHNIC))
    )


_LANGUAGES = frozenset(
    """
    English French Spanish Portuguese Russian Chinese German Italian Dutch Danish Swedish Norwegian Finnish Icelandic Greek
    Turkish Polish Czech Slovak Slovene Slovenian Croatian Serbian Bosnian Macedonian Albanian Bulgarian Romanian Hungarian
    Ukrainian Belarusian Lithuanian Latvian Estonian Georgian Armenian Azerbaijani Azeri Kazakh Uzbek Kyrgyz Tajik Turkmen
    Mongolian Korean Japanese Vietnamese Thai Lao Burmese Indonesian Nepali Somali Irish Welsh Maltese Samoan Tongan Fijian
    Greenlandic Faroese Malagasy Luxembourgish Abkhaz
    """.split()
)
_LANGUAGE = beginning(
    r" (?:languages?|speakers|translations?|lessons?|dialects?|grammar|alphabet|script|subtitles|edition|literature)\b"
)
# The Russian version of events is Russia's, that of a clause is in Russian; the French text may be a draft of France.
_VERSION = beginning(
    r" versions? (?:of|in) (?:(?:the|this|that|its|his|her|our|their|a|an|each|both|every) )?(?:\w+ ){0,2}?"
    r"(?:clauses?|articles?|paragraphs?|texts?|treaty|treaties|"
    r"accords?|agreements?|protocols?|annex(?:es)?|charter|declaration|statement|communiqu[eé]|document|report|website|"
    r"constitution|letter|readout|transcript|book|memoir|page|site|papers?|laws?|bill|decree|note|speech)\b|"
    r" versions? (?:prevails?|omits?|omitted|differs?|differed|reads?|uses|used|says|has the word)\b"
)
_TEXT = beginning(r" texts?\b")
_SOME_LANGUAGES = "Arabic|English|French|Spanish|Russian|Chinese|Hebrew|Latin|Hindi|Persian|Farsi|Kurdish|Turkish|Greek|Serbian"
_BESIDE_LANGUAGE = ending(rf"(?:{_SOME_LANGUAGES})(?:,|,? and) ")
_TEXTS = beginning(rf"(?:, (?:{_SOME_LANGUAGES}))*,? and (?:{_SOME_LANGUAGES}) texts\b")
_STUDY = ending(
    r"(?:[Ss]tudents?|[Tt]eachers?|[Ll]earners?|[Pp]rofessors?|[Ll]ecturers?|[Ii]nterpreters?|[Kk]nowledge|[Cc]ommand|[Ss]peakers?|"
    r"[Tt]utors?|[Ll]essons?|[Mm]astery) (?:of|in) (?:[A-Z]\w+(?:,| and) )*|"
    r"(?:[Ss]tud(?:y|ies|ied|ying)|[Tt]each(?:es|ing)?|[Tt]aught|[Ll]earn(?:s|ed|ing)?) (?:[A-Z]\w+(?:,| and) )*"
)
_STUDIED = beginning(r" (?:in|at|for|who|whose|were|was|is|are|had|have|has|abroad|alone|would|will|can)\b")
_SPEAKING = ending(
    r"(?:[Ss]peaks?|[Ss]poke|[Ss]peaking|[Ff]luent|[Ff]luent in|[Bb]roken|[Tt]ranslated (?:in)?to|[Tt]ranslated from|"
    r"[Ll]earn(?:s|ed|ing)?|[Tt]aught|[Tt]eaches|[Uu]nderstands?) (?:(?:both )?[A-Z]\w+(?:,| and) )*"
)
_IN = ending(r"[Ii]n (?:both )?(?:[A-Z][a-z]+(?:, | and | or | and in | as well as in ))*")
_NO_NOUN = beginning(
    r"(?:(?:,| and| or) [A-Z]\w+)*(?:[.;:)?!”\"]|,(?! [A-Z])|\Z| [“\"]|"
    r" (?:to|by|at|on|that|before|after|with|during|as|but|while|when|from|rather|and (?=[a-z]))\b)"
)


def _is_language(setting: Setting) -> bool:
    """Tell fluent Russian, spoke in French to reporters, students of Chinese, the Greek version of the clause."""
    if setting.name not in _LANGUAGES:
        return False
    if setting.has_after(_LANGUAGE) or (setting.has_before(_SPEAKING) and setting.has_after(_NO_NOUN)):
        return True
    if (
        setting.has_after(_VERSION)
        or setting.has_after(_TEXTS)
        or (setting.has_after(_TEXT) and setting.has_before(_BESIDE_LANGUAGE))
    ):
        return True
    if (setting.has_after(_STUDIED) or setting.has_after(_NO_NOUN)) and setting.has_before(_STUDY):
        return True
    return setting.has_before(_IN) and setting.has_after(_NO_NOUN)


# What is traded is left out: a duty on French wine is aimed at France.
_THINGS = beginning(
    r" (?:fries|toast|delight|pastry|pastries|waffles?|cuisine|kissing|dressing|salad|yogh?urt|bulldogs?|terriers?|sheepdogs?|"
    r"setters?|wolfhounds?|spaniels?|mythology|knotweed|architecture)\b"
)
_WATERS_AND_LANDS = beginning(
    r"(?: [Ss]ubcontinent| [Pp]eninsula| (?:Seas?|Ocean|Channel|Straits?|Rivers?|Valley|Basin|Delta|Canal|Gulf|Desert|Trench|"
    r"Plateau|Alps|Isthmus|Mountains|Highlands|Archipelago|Rift))\b(?! (?:Fleet|Commission|Authority))"
)
_OF_WATERS = ending(
    r"(?:Gulf|Sea|Bay|Straits?|Isthmus|Horn) of |(?:Lake|River|Mount|Mt\.|Cape|Fort|Camp|Port|Point|San|Santa|Rio) "
)
_THE_RIVER = beginning(r"(?:[.,;]|\Z| (?:and|or|to|into|at|from|is|was|runs|flows|near)\b)")
_BANK = ending(r"(?:banks?|tributar(?:y|ies)|upstream|mouth|headwaters) of the (?:river )?")
_PERIOD = beginning(r" (?:terraces?|townhouses?|town houses?|manors?|mansions?|crescents?|rectory|façades?|sash|silver|era)\b")
_ON_RIVER = ending("(?:across|along|over|into|down|up|on|banks? of|cross(?:ed|es|ing)?|bridge(?:d|s)?) the ")
_RIVERS = frozenset({"Jordan", "Niger", "Senegal", "Oman"})
_TITLES = (
    "Times|Herald|Tribune|Gazette|Guardian|Telegraph|Airlines|Airways|Stock Exchange|Marathon|Olympics?|Olympiad|Grand Prix|"
    "Fashion Week|University|College|Institute|Orchestra|Philharmonic|Zoo|Museum|Airport|Redskins|Biennale"
)
_MORE_TITLES = (
    "Post|Daily|Observer|Mirror|Star|Examiner|Chronicle|Monitor|Games|Open|FC|Cup|Street|Avenue|Square|Road|Rally|Nationals|"
    "Commanders|Wizards|Capitals"
)
# England beat Wales by a try; beating needs a word of sport besides, since armies beat and parties lose, too.
_BEAT = "beat|beats|thrashed|trounced|edged|lost to|drew with|drew against"
_BEATS = beginning(rf" (?:{_BEAT}) (?:the )?[A-Z]\w+\b(?! to )")
_BEATEN = tuple(f" {verb} " for verb in _BEAT.split("|"))
_NO_PRIZE = beginning(" to ")
_SPORT = """
    try tries goal goals penalties penalty shoot-out shootout wicket wickets innings rugby cricket football hockey netball
    handball basketball volleyball semi-final semifinal quarter-final quarterfinal qualifier friendly striker goalkeeper nil
    kick-off match playoff stoppage overtime medal scorer hat-trick
"""
_OF_SPORT = anywhere((*_SPORT.split(), "World Cup", "Six Nations", "Davis Cup", "Asian Cup", "extra time"))
_OF_STATES = "(?: State| National| International)?"
_MEDIA_AND_FIRMS = beginning(rf"{_OF_STATES} (?:{_TITLES}|{_MORE_TITLES})\b")
# CHINA OPEN TO TALKS
_MEDIA_AND_FIRMS_IN_HEADLINE = beginning(rf"{_OF_STATES} (?:{_TITLES})\b")
_AGREEMENTS = (
    r"Agreements?|Accords?|Conventions?|Protocols?|Declaration|Treaty|Statute|Memorandum|Process|Format|Consensus|Communiqué|"
    r"Principles|Amendment|Final Act|Criteria|Charter|Compact|Document|Rules"
)
_SMALL_AGREEMENTS = r"agreements?|accords?|conventions?|protocols?|process|format|memorandum|criteria|treaty|deal"
_WORD_OF_AGREEMENTS = "(?: [Cc]limate| [Pp]eace| [Nn]uclear| [Cc]easefire)?"
_NAME_OF_AGREEMENT = beginning(rf"{_WORD_OF_AGREEMENTS} (?:{_AGREEMENTS})\b| [A-Z][a-z]+ (?:{_AGREEMENTS})\b")
_AGREEMENT_OF_CITY = beginning(rf"{_WORD_OF_AGREEMENTS} (?:{_AGREEMENTS}|{_SMALL_AGREEMENTS})\b")
_EXCHANGE = beginning(r"(?: [A-Z][\w-]+){1,3} (?:Association|Exchange)\b")
_COURT = beginning(r"(?: [a-z]+)? (?:court|tribunal|prosecutors?|judges?)\b")
_ACT = beginning(r"(?: [A-Z][\w-]+){0,4} Act\b")
_NO_LIST = r"(?!\w)(?!,? (?:and|or) )(?!, [A-Z]\w+,? and )"
_TOWN = beginning(
    rf", (?:an? (?:[\w-]+ ){{0,3}}(?:town|city|suburb|village|hamlet) (?:in|of) )?"
    rf"(?:{_STATES_OF_AMERICA}|Queens|Brooklyn|the Bronx|N\.Y\.|Ontario|"
    rf"Nova Scotia|Ga\.|Tex\.|Va\.|Pa\.|Fla\.|Calif\.|Ill\.|Conn\.|Ky\.){_NO_LIST}"
)
# Names that provinces of neighbours have, too.
_PROVINCES = frozenset({"Macedonia", "Luxembourg"})
_PROVINCE_OF = ending(r"(?:[Tt]he|\w+['’]s|Greek|Belgian) (?:northern |southern )?(?:province|region) of ")
_PROVINCE = beginning(" [Pp]rovince\\b")
_COUNTY = beginning(" County\\b")
_BESIDE_REGION = ending(r"(?<!French )(?:Polynesia|Melanesia)(?:,|,? and|,? or) (?:across |in )?")
_REGION_BESIDE = beginning(r"(?:,|,? and|,? or) (?:Polynesia|Melanesia)\b")
_FROM_COURT = ending(
    r"(?:[Ww]arrants?|[Ii]ndictments?|[Ss]ummons|[Rr]ulings?|[Vv]erdicts?|[Jj]udge?ments?|[Pp]rosecutors?|[Jj]udges|"
    r"[Ii]nvestigators|[Cc]onvictions?) from "
)
_TOWN_IN_GEORGIA = beginning(rf", Georgia{_NO_LIST}")
_TOWNS_OF_GEORGIA = frozenset({"Athens", "Rome", "Vienna", "Dublin", "Milan", "Damascus", "Berlin"})


def _is_thing(setting: Setting) -> bool:
    """Tell French fries, the Indian Ocean, the Gulf of Oman, Moscow Times, and what `_is_in_title` and `_is_elsewhere` tell."""
    if setting.kind == "seat":
        return False
    headline = setting.in_capitals or setting.titled
    if setting.kind == "abbreviation":
        return not headline and setting.has_after(_ACT)
    return (
        setting.has_after(_THINGS)
        or _is_team(setting)
        or (setting.name == "Georgian" and setting.has_after(_PERIOD))
        or setting.has_after(_WATERS_AND_LANDS)
        or setting.has_before(_OF_WATERS)
        or setting.has_after(_MEDIA_AND_FIRMS_IN_HEADLINE if headline else _MEDIA_AND_FIRMS)
        or (setting.kind in _NAMES and (_is_in_title(setting, headline) or _is_elsewhere(setting)))
    )


def _is_team(setting: Setting) -> bool:
    """Tell England beat Wales by a try."""
    if setting.kind != "name":
        return False
    beaten = setting.before.endswith(_BEATEN) and not setting.has_after(_NO_PRIZE)
    if not beaten and not setting.has_after(_BEATS):
        return False
    return setting.has_sentence(_OF_SPORT)


def _is_in_title(setting: Setting, headline: bool) -> bool:
    """Tell the Paris Agreement, the Minsk agreements, the Taiwan Relations Act, the London Metal Exchange, the Hague court."""
    if setting.kind in ("capital", "place") and setting.has_after(_AGREEMENT_OF_CITY):
        return True
    if setting.kind == "capital" and setting.has_after(_EXCHANGE):
        return True
    if setting.name == "Hague" and (setting.has_after(_COURT) or setting.has_before(_FROM_COURT)):
        return True
    return not headline and (setting.has_after(_NAME_OF_AGREEMENT) or setting.has_after(_ACT))


def _is_elsewhere(setting: Setting) -> bool:
    """Tell Paris, Texas; Rome, Georgia; across the Jordan; Luxembourg province; Lebanon County; Polynesia and Micronesia."""
    if setting.name in _PROVINCES and (setting.has_before(_PROVINCE_OF) or setting.has_after(_PROVINCE)):
        return True
    if setting.name == "Micronesia" and (setting.has_before(_BESIDE_REGION) or setting.has_after(_REGION_BESIDE)):
        return True
    if setting.name in _RIVERS and _BANK(setting.before[-40:] + setting.text.removesuffix(setting.name), False):
        return True
    return (
        setting.has_after(_TOWN)
        or setting.has_after(_COUNTY)
        or (setting.name in _TOWNS_OF_GEORGIA and setting.has_after(_TOWN_IN_GEORGIA))
        or (setting.name in _RIVERS and setting.has_before(_ON_RIVER) and setting.has_after(_THE_RIVER))
    )


# States of America ------------------------------------------------------------------------------------------------------

_BESIDE_STATE_BEFORE = ending(rf"(?:{_STATES_OF_AMERICA})(?:,|,? and|,? or) ")
_BESIDE_STATE_AFTER = beginning(rf"(?:,|,? and|,? or) (?:{_STATES_OF_AMERICA})\b")
_OF_STATE = ending(
    r"(?:[Ss]tate|[Ss]ecretary of [Ss]tate|University|[Ss]tate [Ll]egislature|[Gg]overnor|Gov\. (?:\w+ ){1,3}|"
    r"[Aa]ttorney [Gg]eneral) of "
)
_STATES_OWN = beginning(
    r"(?:['’]s)? (?:Republicans?|Democrats?|Democratic|GOP|[Ss]ecretary of [Ss]tate|[Gg]overnor|Gov\.|[Ll]ieutenant|"
    r"[Aa]ttorney [Gg]eneral|[Ll]egislature|General Assembly|voters|[Pp]rimary|congressional|"
    r"[Ss]tate (?:[Ss]enat|[Ll]egislat|[Hh]ouse|[Ll]awmaker|[Cc]apitol|[Ee]lection|[Pp]rosecutor|[Tt]rooper))"
)
_IN_TOWN_OF_STATE = ending("(?:Athens|Rome|Vienna|Dublin|Atlanta|Savannah|Augusta|Macon|Columbus), ")
_STATE = beginning(r" [Ss]tate\b(?! (?:Department|Secretary|TV|[Tt]elevision|[Mm]edia|[Ss]ecurity))")


def _is_state_of_america(setting: Setting) -> bool:
    """Tell Georgia and Florida, Georgia's Republican governor, the secretary of state of Georgia; the same for Washington."""
    return setting.name in ("Georgia", "Washington") and (
        setting.has_before(_BESIDE_STATE_BEFORE)
        or setting.has_after(_BESIDE_STATE_AFTER)
        or setting.has_before(_OF_STATE)
        or setting.has_after(_STATE)
        or setting.has_before(_IN_TOWN_OF_STATE)
        or (setting.name == "Georgia" and setting.has_after(_STATES_OWN))
    )


# Names that others have, too --------------------------------------------------------------------------------------------

# Names with an article that they cannot lose: the North, but not the North Sea.
_WITH_ARTICLE = frozenset(
    {"North", "South", "Emirates", "Islamic Republic", "Commonwealth", "Quad", "Contras", "Porte", "Sublime Porte"}
)
_GENERIC = frozenset(
    {
        "Security Council",
        "General Assembly",
        "Human Rights Council",
        "Economic and Social Council",
        "Red Cross",
        "Foreign Office",
        "Home Office",
        "State Department",
        "Justice Department",
        "Treasury Department",
        "Commerce Department",
        "Department of Justice",
        "Department of Defense",
        "House of Commons",
        "House of Lords",
        "Federation Council",
        "Bundesrat",
        "Supreme Soviet",
        "Self-Defense Forces",
        "Revolutionary Guard",
        "Revolutionary Guards",
        "National Security Agency",
        "National Transitional Council",
        "Presidential Leadership Council",
        "State Administration Council",
        "Global Fund",
        "Northern Alliance",
        "Congress",
    }
)
_OF_SOMEBODY = ending(r"\w+['’]s? ")
_AFTER_CAPITAL = ending(r"[A-Z][\w.-]* ")
_AMERICAN = ending(r"(?:US|U\.S\.|American|America['’]s) ")
_BRITISH = ending("(?:British|UK|Britain['’]s) ")
_IRANIAN = ending("(?:Iranian|Iran['’]s) ")
_OF_UN = ending(r"(?:UN|U\.N\.|United Nations)(?:['’]s?)? ")
_OWN = {
    "State Department": _AMERICAN,
    "Justice Department": _AMERICAN,
    "Treasury Department": _AMERICAN,
    "Commerce Department": _AMERICAN,
    "Department of Justice": _AMERICAN,
    "Department of Defense": _AMERICAN,
    "Congress": _AMERICAN,
    "Foreign Office": _BRITISH,
    "Home Office": _BRITISH,
    "House of Commons": _BRITISH,
    "House of Lords": _BRITISH,
    "Federation Council": ending("(?:Russian|Russia['’]s) "),
    "Bundesrat": ending("(?:German|Germany['’]s) "),
    "Self-Defense Forces": ending("(?:Japanese|Japan['’]s) "),
    "Revolutionary Guard": _IRANIAN,
    "Revolutionary Guards": _IRANIAN,
    "Security Council": _OF_UN,
    "General Assembly": _OF_UN,
}
_OF_OTHERS = beginning(r" of (?!the U\.?N|the United Nations)(?:the )?[A-Z]")
_GOES_ON = beginning(r" [A-Z]| of\b|-| d(?:e|es|u)\b| d['’]")


def _is_namesake(setting: Setting) -> bool:
    """Tell Russia's Security Council, the American Red Cross, the General Assembly of Georgia, the South of France."""
    if setting.name in _WITH_ARTICLE:
        return not setting.in_capitals and setting.has_after(_GOES_ON)
    if setting.name not in _GENERIC:
        return False
    if setting.has_after(_OF_OTHERS):
        return True
    if setting.name in _OWN and setting.has_before(_OWN[setting.name]):
        return False
    if setting.has_before(_OF_SOMEBODY):
        return True
    in_sentence = " " in setting.before.strip() and not setting.titled and not setting.in_capitals
    return setting.follows_actor or (in_sentence and setting.has_before(_AFTER_CAPITAL))


# Words ------------------------------------------------------------------------------------------------------------------

_POLISHED = beginning(r" (?:the|your|up|off|it|them|his|her|their|my|our)\b")
_DASHED = beginning("[-‑–]")
_FORMER = ending("[Ff]ormer(?:ly)? ")
_WE = ending(
    "(?:LETS?|TELLS?|TOLD|GIVES?|GAVE|HELPS?|JOIN|ABOUT|CONTACT|FOLLOW|(?:ALL|BOTH|EACH|MOST|SOME|ONE) OF|SHOWS?|MAKES?) "
)
_SAYS = beginning(
    r" (?:WARNS|SAYS|URGES|CALLS|DECLARES|CHIEF|HEAD|TEAM|EXPERTS|OFFICIALS|DIRECTOR|SENDS|APPROVES|PANEL|REPORTS?|CONFIRMS|"
    r"ADVISES)\b"
)
_IN_CAPITALS = beginning(r"(?: [A-Z]+){2}\b|(?: [A-Z]+)+\?")
_PICTURE = beginning(r" (?:files?|images?|formats?|graphics?|versions?|attachments?|screenshots?|icons?)\b")
_FILES = beginning(r" files (?:a|an|the|suit|its|charges|no|another)\b")
_AS_A = ending(r"(?:as an?|into an?|saved as|exported as|[Ff]ormat:) ")
_ENDS = beginning(r"[.,;)]|\Z")
_NUMBER = ending(r"(?<![\d,.])\d{1,3}(?:,\d{3})* ")
_DECIMAL = ending(r"\d[.,]\d{1,2} ")
_NO_UNIT = beginning(r" (?!(?:from|away|wide|across|out|per|or|and|to|in|beyond|at|off)\b)\w|['’-]")
_COMBINING = frozenset({"Anglo", "Franco", "Italo", "Indo"})
_COMBINED = beginning("[-‑–](?:African|Arab|Prussian|European|Ottoman)\\b")


def _is_word(setting: Setting) -> bool:
    """Tell Polish the table, LET US PRAY, WHO KILLED HIM, Russo (but Russo-Japanese), the former Soviet republics.

    Also: Franco (but Franco-German), a PNG file, 0.8 AU.
    """
    name = setting.name
    if name == "PNG":
        return (setting.has_after(_PICTURE) and not setting.has_after(_FILES)) or (
            setting.has_before(_AS_A) and setting.has_after(_ENDS)
        )
    if name == "AU":
        return setting.has_before(_DECIMAL) or (setting.has_before(_NUMBER) and not setting.has_after(_NO_UNIT))
    if name in _COMBINING:
        return not (setting.joins_actor or (name != "Indo" and setting.has_after(_COMBINED)))
    if name in ("US", "WHO") and not setting.in_capitals:  # a placard, a headline that is quoted
        return setting.has_before(_WE) if name == "US" else setting.has_after(_IN_CAPITALS) and not setting.has_after(_SAYS)
    if setting.in_capitals and name in ("IS", "CAR", "US", "WHO", "ETA"):
        return setting.has_before(_WE) if name == "US" else name != "WHO" or not setting.has_after(_SAYS)
    if name == "Polish":
        return setting.begins and setting.has_after(_POLISHED)
    if name in ("Sino", "Russo"):
        return not setting.has_after(_DASHED)
    return setting.kind == "adjective" and name in ("Soviet", "Yugoslav") and setting.has_before(_FORMER)


# All --------------------------------------------------------------------------------------------------------------------

_RULES = (_is_compound, _is_language, _is_thing, _is_state_of_america, _is_namesake, _is_word)


def has_other_sense(setting: Setting) -> bool:
    """Tell whether a name means no actor where it stands. Persons are told by `is_person`."""
    return any(rule(setting) for rule in _RULES)


def stands_near(setting: Setting, words: tuple[str, ...]) -> bool:
    """Tell whether one of some words is in the same sentence, besides the name itself."""
    return setting.has_sentence(anywhere(words))
