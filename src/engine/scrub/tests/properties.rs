//! What holds for many texts: drawn numbers, hostile texts, any mixture of pieces.

use super::super::{Field, Hits, MAX_READ_CHARS, MAX_TEXT_CHARS, plain_text, scrub_closely};
use super::scrub;
use crate::engine::json::{Json, parse};
use crate::engine::text::truncate;

/// Chance that is the same each time: a linear congruential generator (Knuth, MMIX).
struct Dice(u64);

impl Dice {
    fn digit(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % 10) as u32
    }

    fn digits(&mut self, count: usize) -> Vec<u32> {
        (0..count).map(|_| self.digit()).collect()
    }
}

/// The digits with one more that makes the sum of all, weighted from the right, a multiple of 10.
fn with_check_digit(mut digits: Vec<u32>, weighted: fn(u32) -> u32) -> String {
    let from_the_right = digits.iter().rev().enumerate();
    let sum: u32 = from_the_right
        .map(|(index, digit)| {
            if index % 2 == 0 {
                weighted(*digit)
            } else {
                *digit
            }
        })
        .sum();
    digits.push((10 - sum % 10) % 10);
    digits
        .iter()
        .map(|digit| char::from(b'0' + *digit as u8))
        .collect()
}

/// Texts made to be slow.
const HOSTILE: &[&str] = &[
    "@",
    "a@",
    "1 ",
    "1",
    "(",
    "+1",
    "%25",
    "%",
    "&#",
    "&amp;",
    "4111 ",
    "0 ",
    "-",
    "1-",
    "ü",
    "\u{200b}",
    "a.",
    ".a@",
    "a at ",
    " dot ",
    "a at b dot ",
    "1.",
    "1.1.",
    "::",
    "a:",
    "1:",
    "DE",
    "DE12 ",
    "GB12A",
    "\\u00",
    "\\u0040",
    "=4",
    "%2",
    "&#4",
    "eyJ",
    "aA1",
    "YW5u",
    "+",
    "tel ",
    "no no no ",
    "1.2345 ",
    "°",
    "\"",
    "\"@a.de",
    "AB12",
    "x1",
    "85073003328 ",
    "850730-",
    "<",
    "<email>",
];

thread_local! {
    pub(in super::super) static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

fn steps(text: &str) -> u64 {
    STEPS.set(0);
    assert!(scrub(text, Field::FreeText).chars().count() <= MAX_TEXT_CHARS);
    STEPS.get()
}

#[test]
fn a_hostile_text_takes_steps_in_proportion_to_its_length() {
    for piece in HOSTILE {
        let of_length = |length: usize| steps(truncate(&piece.repeat(length), length));
        let (half, whole) = (of_length(MAX_READ_CHARS / 2), of_length(MAX_READ_CHARS));
        assert!(whole <= 2_000 * MAX_READ_CHARS as u64, "{piece}: {whole}");
        assert!(whole <= half * 5 / 2 + 10_000, "{piece}: {half}, {whole}");
        // What lies behind the first 2,000 characters isn't read.
        let long = steps(&piece.repeat(65_536 / piece.len()));
        assert!(long <= whole + 10_000, "{piece}: {whole}, {long}");
    }
}

#[test]
fn an_article_number_is_not_taken_for_a_person() {
    let mut dice = Dice(1);
    for length in [7, 11, 12, 13] {
        let mut taken = 0;
        for _ in 0..2_000 {
            let gtin = with_check_digit(dice.digits(length), |digit| digit * 3);
            assert_eq!(scrub(&gtin, Field::Code), gtin);
            taken += usize::from(scrub(&gtin, Field::FreeText) != gtin);
        }
        // In free text a few are also the right number of a person or a card.
        assert!(taken <= 20, "{taken} of 2,000 with {length} digits");
    }
}

#[test]
fn every_card_number_is_found() {
    let luhn = |digit: u32| if digit < 5 { digit * 2 } else { digit * 2 - 9 };
    let mut dice = Dice(2);
    for prefix in [
        vec![4],
        vec![5, 1],
        vec![5, 5],
        vec![2, 2, 2, 1],
        vec![6, 0, 1, 1],
        vec![3, 5, 2, 8],
        vec![6, 2],
    ] {
        for _ in 0..120 {
            let mut digits = prefix.clone();
            digits.extend(dice.digits(15 - prefix.len()));
            let card = with_check_digit(digits, luhn);
            let groups = [&card[..4], &card[4..8], &card[8..12], &card[12..]];
            for text in [
                card.clone(),
                groups.join(" "),
                groups.join("-"),
                groups.join("%20"),
            ] {
                assert_eq!(scrub(&text, Field::FreeText), "<card>", "{text}");
                assert_eq!(scrub(&text, Field::Catalogue), "<card>", "{text}");
                let code = scrub(&text, Field::Code);
                assert_eq!(code == text, text == card, "bare digits only: {text}");
            }
        }
    }
}

#[test]
fn every_number_in_an_international_form_is_found() {
    let mut dice = Dice(3);
    for _ in 0..2_000 {
        let digits: String = dice
            .digits(9)
            .iter()
            .map(|digit| char::from(b'0' + *digit as u8))
            .collect();
        let (area, rest) = digits.split_at(3);
        for text in [
            format!("+49 {area} {rest}"),
            format!("+33{digits}"),
            format!("+44 ({area}) {rest}"),
            format!("+1-{area}-{rest}"),
        ] {
            assert_eq!(scrub(&text, Field::FreeText), "<phone>", "{text}");
        }
    }
}

/// Mixes the words of the sample, of clean texts and of identifiers; in half of the mixtures most digits become
/// letters, since few texts with more are plain.
#[test]
fn in_no_mixture_of_words_that_is_plain_does_a_detector_find_anything() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scrub/sample.jsonl");
    let lines = std::fs::read_to_string(path).unwrap();
    let texts: Vec<String> = lines
        .lines()
        .map(|line| match parse(line).unwrap().get("text") {
            Some(Json::Text(text)) => text.to_string(),
            _ => panic!("a line without a text"),
        })
        .collect();
    let mut words: Vec<&str> = texts.iter().flat_map(|text| text.split(' ')).collect();
    words.extend([
        "at", "dot", "(at)", "bearer", "iban", "@", ".de", "vin", "lat", "tel",
    ]);
    let mut dice = Dice(5);
    let mut plain = 0;
    for round in 0..60_000usize {
        let mut text = String::new();
        for _ in 0..=dice.digit() % 4 {
            let number = dice
                .digits(5)
                .iter()
                .fold(0, |number, digit| number * 10 + digit);
            text.push_str(words[number as usize % words.len()]);
            text.push_str([" ", " ", " ", "-", "", ".", "/", "_"][dice.digit() as usize % 8]);
        }
        if round % 2 == 0 {
            let mut count = 0;
            let letter = |character: char| {
                count += u32::from(character.is_ascii_digit());
                let swapped = character.is_ascii_digit() && 3 < count;
                if swapped { 'x' } else { character }
            };
            text = text.chars().map(letter).collect();
        }
        let field = [Field::FreeText, Field::Catalogue, Field::Code][round % 3];
        if let Some(left) = plain_text(&text, field) {
            let mut hits = Hits::default();
            assert_eq!(
                scrub_closely(&text, field, &mut hits),
                left,
                "{text} as {field:?}"
            );
            assert_eq!(hits.total(), 0, "{text} as {field:?}");
            plain += 1;
        }
    }
    println!("{plain} of 60000 mixtures are plain");
    assert!(10_000 < plain);
}

#[test]
fn no_text_panics_or_scrubs_twice_to_something_else() {
    let plain = [
        "anna", "@", "x.de", " ", "+49", "0170", "1234567", "%40", "&#64;", "4111", "-", ".", "€",
        "ü", "(", ")", ",", "%", "&", "\u{200b}",
    ];
    let pieces: Vec<&str> = plain.iter().chain(HOSTILE).copied().collect();
    let mut dice = Dice(4);
    for round in 0..5_000 {
        let text: String = (0..12)
            .map(|_| pieces[(dice.digit() * 10 + dice.digit()) as usize % pieces.len()])
            .collect();
        let field = [Field::FreeText, Field::Catalogue, Field::Code][round % 3];
        let once = scrub(&text, field);
        assert_eq!(scrub(&once, field), once, "{text}");
    }
}
