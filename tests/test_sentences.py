from __future__ import annotations

import re

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.articles.reflow import reflow
from stance.sentences import LONGEST_QUOTATION, split_all, split_sentences

GENTLE = settings(max_examples=100, deadline=None)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


# Each case is the list of sentences that its text, joined by spaces, must be split into.
ABBREVIATIONS = [
    ["The U.S. Senate met.", "It rose late."],
    ["The U.S. and the U.K. agreed.", "They signed."],
    ["The U.S. Department of State replied.", "It was brief."],
    ["He flew to the U.S.", "The talks began."],
    ["He lived in the U.S.", "“We know,” she said."],
    ["The talks moved to the U.S. on Monday.", "They went on."],
    ["U.S.-led talks began.", "U.S. officials took part."],
    ["The U.N. Security Council met.", "It failed."],
    ["The D.P.R.K. fired a rocket.", "The R.O.K. did not."],
    ["She is from Washington, D.C.", "He is from Lima."],
    ["The Gov't said no.", "The Gov’t. of Samudra agreed."],
    ["She joined the Gov’t.", "She left it in May."],
    ["Lt. Gen. Okoro spoke.", "Maj. Gen. Dell did not."],
    ["Vice Adm. Dell met Brig. Gen. Moyo.", "Cpl. Ng drove."],
    ["LT. GEN. DELL SPOKE.", "HE LEFT."],
    ["Sen. J. Dell voted no.", "Rep. K. L. Moyo did not vote."],
    ["Mr. Dell, Mrs. Orr, Ms. Ng and Dr. Moyo met.", "They left."],
    ["H.E. Mr. Dell thanked the hosts.", "They thanked him."],
    ["J. K. Moyo spoke.", "T.P. Dell did not."],
    ["The committee chose Plan B.", "It failed."],
    ["Dell Jr. spoke for the party.", "His father was there."],
    ["He is a Ph.D. student.", "She has a Ph.D.", "They met in Oslo."],
    ["The St. Elm river froze.", "Mt. Elm did not."],
    ["The Dell v. Moyo case ended.", "It was long."],
    ["They met at 3 p.m. on Monday.", "They left at 5 p.m.", "The bus was late."],
    ["The talks start at 9 a.m. local time.", "Lunch is at noon."],
    ["Dell Corp. and Moyo Ltd. signed.", "Elm Co. did not."],
    ["The ship belongs to Elm Inc.", "The court ordered it held."],
    ["Dell et al. disagree.", "So do Moyo et al.", "They wrote in May."],
    ["Food, fuel, etc. were sent.", "They sent tents, etc.", "The list is long."],
    ["Costs, e.g. fuel, rose.", "The pact, i.e. the treaty, held."],
    ["It took approx. 500 days.", "It cost more."],
    ["The loan is worth $1.5 bn.", "The grant is worth €2 mn.", "Both are late."],
    ["On Jan. 5 they met.", "They left in Sept.", "The rest stayed until Fri. 5 March."],
]
NUMBERS = [
    ["See No. 5 and No. 6.", "The rest is plain."],
    ["Resolution No. 1701 (2006) was noted.", "It stands."],
    ["Nos. 3 and 4 were adopted.", "No. 5 was not."],
    ["The answer is no.", "The council moved on."],
    ["No.", "He will not go."],
    ["Under Art. 51 of the Charter a state may act.", "Art. IV binds all."],
    ["Para. 7 calls for talks.", "Paras. 8 and 9 do not."],
    ["Growth was 3.4 percent.", "Prices rose by 2.1."],
    ["The rate is 2.5%.", "It was 3."],
    ["The vote was 5–4.", "Dell voted no."],
    ["The answer was 42.", "42 is a number."],
    ["Version 2.0 is out.", "Section 3.2 was cut."],
    ["The war ended under Harald V.", "The peace came later."],
    ["Item 5.", "The parties met."],
]
QUOTATIONS = [
    ["“We regret this. We will answer,” she said.", "Then she left."],
    ['"We regret this. We will answer," she said.', "Then she left."],
    ["‘We regret this. We will answer,’ she said.", "Then she left."],
    ["'We regret this. We will answer,' she said.", "Then she left."],
    ["«We regret this. We will answer», she said.", "Then she left."],
    ["„We regret this. We will answer“, she said.", "Then she left."],
    ["He said: “We came. We saw. We left.”", "Nobody replied."],
    ["“We came,” said Dell, “and we saw. We left.”", "They slept."],
    ["“We will not go.”", "She paused.", "“We will stay.”"],
    ["“We will not go,” she said.", "“We will stay.”"],
    ["He called it “a mistake. A grave one.”", "She agreed."],
    ["“He told me, ‘Go. Now.’ I went,” she said.", "She wept."],
    ["\"He told me, 'Go. Now.' I went,\" she said.", "She wept."],
    ["‘It’s the workers’ day. We rest,’ she said.", "They left."],
    ["He said 'it's ours. We keep it.'", "They left."],
    ["“Will it hold?” Dell asked.", "Nobody knew."],
    ['"Will it hold?" asked Dell.', "Nobody knew."],
    ["“Go!” the guard shouted.", "They went."],
    ["“Will it hold?”", "Dell shook her head."],
    ["“No,” he said.", "“Yes,” said Moyo.", "“Maybe.”"],
    ["He said “yes.”", "She said “no”.", "They left."],
]
OTHERS = [
    ["The pact (signed in May. Amended in June.) held.", "It was old."],
    ["They left.", "(They had met before.)", "They agreed."],
    ["They agreed (see No. 5).", "The rest [sic] did not."],
    ["He waited...", "Then he spoke."],
    ["He waited… and spoke.", "She left."],
    ["He paused ... and left.", "She stayed."],
    ["Is it peace?", "Is it war?", "Nobody knows!"],
    ["What?!", "They left!!!", "Why??"],
    ["LIMA, Jan. 5 -- The ministry said so.", "It was late."],
    ["OSLO (Elm Agency) — The ministry said so.", "It was late."],
    ["1. The parties meet.", "They talk."],
    ["(a) The parties meet.", "They talk."],
    ["IV. The parties meet.", "They talk."],
    ["A. The parties meet.", "They talk."],
    ["The workers' union met.", "The bosses' union did not.", "They didn't say why."],
    ["The '90s ended.", "Rock 'n' roll stayed."],
    ["The so-called ‘Big Three’ met.", "They left."],
    ["“The quotation never ends.", "It goes on.", "And on."],
    ['He said: "It is open.', "It goes on."],
    ["He shot a 5'10\" guard.", "She did not."],
    ["The law was passed (again.", "It was late."],
    ["See http://example.org/a.html.", "Write to press@example.org.", "We reply."],
    ["The ministry said: The talks go on.", "The army denied it."],
    ["It ended.”", "She left."],
    ["Übersee agreed.", "Île Verte did not.", "Łódź abstained."],
    ["They left.", "42 stayed.", "¿Why?"],
]


@pytest.mark.parametrize("expected", ABBREVIATIONS + NUMBERS + QUOTATIONS + OTHERS, ids=lambda case: " | ".join(case))
def test_hard_cases(expected):
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(["It cost Rs. 500.", "It was paid."], id="Rs."),
        pytest.param(["Col. (ret.) Dell left.", "He was old."], id="(ret.)"),
        pytest.param(["It was 40 deg. C at noon.", "They left."], id="deg."),
        pytest.param(["Stop!", "¡No!", "They left."], id="inverted mark"),
    ],
)
def test_more_hard_cases(expected):
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(["They left.[1]", "They came back."], id="footnote"),
        pytest.param(["The 'so-called talks' failed.", "They said 'no way'.", "It ended."], id="quotation that ends in s"),
        pytest.param(["iPhone sales rose.", "iPhone prices fell."], id="name in lower case"),
    ],
)
@pytest.mark.xfail(reason="known limits of the rules", strict=True)
def test_hard_cases_beyond_the_rules(expected):
    assert sentences(" ".join(expected)) == expected


def test_a_heading_is_not_merged_with_the_paragraph_below():
    text = "Samudra answers note\n\nThe ministry answered. It was late.\n\nWhat comes next\n\nNobody knows"
    assert sentences(text) == [
        "Samudra answers note",
        "The ministry answered.",
        "It was late.",
        "What comes next",
        "Nobody knows",
    ]


def test_a_paragraph_ends_a_sentence_whatever_its_last_character():
    assert sentences("They came in the U.S.\n\nand “left.\n\nthe end") == ["They came in the U.S.", "and “left.", "the end"]


def test_an_enumerator_counts_only_where_a_paragraph_begins():
    assert sentences("The parties met.\n\n2. They talk. They end.") == ["The parties met.", "2. They talk.", "They end."]


def test_a_quotation_that_is_left_open_in_one_paragraph_seals_no_other():
    text = "“We came. We saw.\n\n“We left,” she said. They slept."
    assert sentences(text) == ["“We came.", "We saw.", "“We left,” she said.", "They slept."]


def quotation(count: int) -> list[str]:
    return [f"The envoy came back with note {number} in hand." for number in range(count)]


def test_a_quotation_of_some_length_is_whole_and_a_speech_is_split():
    short, long = quotation(10), quotation(30)
    assert len(" ".join(short)) < LONGEST_QUOTATION < len(" ".join(long))
    assert sentences(f"“{' '.join(short)}” They left.") == [f"“{' '.join(short)}”", "They left."]
    assert sentences(f"“{' '.join(long)}” They left.") == [f"“{long[0]}", *long[1:-1], f"{long[-1]}”", "They left."]


def test_the_names_of_speakers_belong_to_no_sentence():
    text = (
        "Daily briefing\n\nMS. DELL: Good morning. We have a note.\n\nQ: Will you answer it?\n\nMS. DELL: We will (laughter)."
        " Soon.\n\nThe note is long.\n\nQ Thank you.\n\nAMBASSADOR MOYO (Samudra): Thank you."
    )
    assert sentences(text) == [
        "Daily briefing",
        "Good morning.",
        "We have a note.",
        "Will you answer it?",
        "We will (laughter).",
        "Soon.",
        "The note is long.",
        "Thank you.",
        "Thank you.",
    ]


def test_names_that_come_back_make_a_transcript():
    assert sentences("Dell: We go. We stay.\n\nMoyo: No.\n\nDell: Yes.") == ["We go.", "We stay.", "No.", "Yes."]


def test_the_heading_of_a_transcript_keeps_what_stands_before_its_colon():
    text = "Remarks: the harbour\n\nDell: We go.\n\nMoyo: No.\n\nDell: Yes."
    assert sentences(text)[0] == "Remarks: the harbour"


def test_a_name_on_a_line_of_its_own_is_no_sentence():
    assert sentences("MR. DELL:\n\nWe go. We stay.\n\nQ:\n\nWhy?") == ["We go.", "We stay.", "Why?"]


@pytest.mark.parametrize(
    "text",
    [
        "Source: Samudra Post",
        "The harbour: a portrait\n\nIt was built in May.",
        "The ministry said: no.\n\nThe army said: yes.",
        "Note to editors: call the press office.",
    ],
)
def test_a_colon_alone_makes_no_speaker(text):
    assert " ".join(sentences(text)) == text.replace("\n\n", " ")


@pytest.mark.parametrize(
    "text",
    [
        "DR CONGO: Army retakes town\n\nThe army retook the town.",
        "MINISTER: TALKS GO ON\n\nThe minister said so.",
        "Port opens\n\nSource: Elm Post\n\nRoad closes\n\nSource: Oak Post\n\nContact: press office",
        "Port\n\nStatus: signed in May.\n\nRoad\n\nStatus: under review.\n\nPartner: the ministry.",
        "Q Fever returns\n\nThe ministry is watching.",
    ],
)
def test_headings_and_labels_with_a_colon_are_whole(text):
    assert " ".join(sentences(text)) == text.replace("\n\n", " ")


def test_spans_count_characters():
    text = "The “café” in 東京 closed 😀. It reopened."
    assert split_sentences(text) == [(0, text.index(" It")), (text.index("It"), len(text))]
    assert split_sentences(text)[1].start == text.index("It")


def test_a_text_of_nothing_has_no_sentences():
    assert split_sentences("") == []


@pytest.mark.parametrize("text", [" ", "\n\n"])
def test_a_text_of_blanks_has_no_sentences(text):
    assert split_sentences(text) == []


def test_many_texts_are_split_in_order():
    texts = ["One. Two.", "Three."]
    assert list(split_all(iter(texts))) == [split_sentences(text) for text in texts]


def test_any_spacy_pipeline_can_use_the_component():
    nlp = spacy.blank("en")
    nlp.add_pipe("stance_sentences")
    text = "Lt. Gen. Okoro met the U.S. envoy. “It is late. We go,” she said.\n\nNo. 5 was water."
    assert [sentence.text.strip() for sentence in nlp(text).sents] == sentences(text)


WORDS = st.sampled_from(
    [
        *"the Minister met U.S. No. 5 3.4 p.m. Inc. Lt. Gen. said. it’s (again.) [sic] ... … ? ! The He Oslo. A. B.".split(),
        *"“We go. go.” \"We left.\" 'We stay.' — -- « » ‘ ’ ' \" “ ” ( ) 1. (a) e.g. etc. talks' Art. 51.".split(),
        *"end.Start 😀 東京。 ¿Que?".split(),
    ]
)
TEXTS = (
    st.lists(st.lists(WORDS | st.text(max_size=6), min_size=1, max_size=25).map(" ".join), min_size=1, max_size=4)
    .map(lambda paragraphs: reflow("\n\n".join(paragraphs)))
    .filter(bool)
)


@GENTLE
@given(TEXTS)
def test_spans_are_ordered_apart_within_the_text_and_trimmed(text):
    last = 0
    for start, end in split_sentences(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        last = end


@GENTLE
@given(TEXTS.map(lambda text: text.replace(":", "").replace("Q", "")).filter(str.strip))
def test_every_character_of_a_text_without_speakers_is_in_a_sentence(text):
    assert "".join(re.sub(r"\s", "", sentence) for sentence in sentences(text)) == re.sub(r"\s", "", text)


@GENTLE
@given(TEXTS)
def test_a_sentence_never_begins_with_a_small_letter_within_a_paragraph(text):
    starts = {match.end() for match in re.finditer(r"\A|\n\n", text)}
    assert all(start in starts or not text[start].islower() for start, _ in split_sentences(text) if ":" not in text)
