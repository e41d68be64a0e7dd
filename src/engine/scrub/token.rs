//! Finds texts that only machines make: JSON Web Tokens, API keys, session ids.
//!
//! Known by how they begin, by the word before them, or by how often letters, digits and cases
//! alternate in one piece of 20 or more. Codes of articles are shorter, or have their parts apart.

use super::digits::words_before;
use super::draft::Draft;
use super::net::is_start;
use super::scan::{is_padding, run};
use super::{Field, Kind};
use crate::engine::text::has_word;

/// How keys of well-known services begin. Source: their documentation.
const BEGINNINGS: &str = "sk_live_* sk_test_* pk_live_* pk_test_* rk_live_* rk_test_* whsec_* ghp_* gho_* ghu_* ghs_* \
    github_pat_* glpat-* xoxb-* xoxp-* xoxa-* AKIA* ASIA* AIza* ya29* npm_* pypi-* shpat_* shpss_* shpca_* SG.* dop_v1_* \
    eyJ* sk-* hf_*";

/// Words before a secret, with `=` or `:` between.
const SECRET_WORDS: &str = "token tokens auth authorization bearer apikey secret session sessionid sid phpsessid \
    jsessionid csrf xsrf jwt signature key cookie";
const PASSWORD_WORDS: &str = "password passwd pwd passwort";

/// Shortest key that is known by its beginning, secret behind a word, and piece that is known by
/// itself; shortest text of hexadecimal digits.
const MIN_KNOWN: usize = 16;
const MIN_NAMED: usize = 8;
const MIN_PIECE: usize = 20;
const MIN_HEX: usize = 24;

/// Length of Amazon's access keys, which may happen to have no digit.
const AMAZON_BYTES: usize = 20;

/// Shortest text in base64 that is known by its many cases.
const MIN_BASE64: usize = 32;

pub(super) fn mark(draft: &mut Draft, field: Field) {
    let mut start = 0;
    while start < draft.bytes.len() {
        let rest = draft.bytes.get(start..).unwrap_or_default();
        let length = run(rest, rest.len(), is_part);
        if length == 0 || !is_start(&draft.bytes, start) {
            start += length.max(1);
            continue;
        }
        let base64 = base64(rest);
        if 0 < base64 && field == Field::FreeText {
            draft.mark(start, start + base64, Kind::Token);
            start += base64;
            continue;
        }
        let text = rest.get(..length).unwrap_or_default();
        let before = draft.bytes.get(..start).unwrap_or_default();
        if !is_token(text, before, field) {
            start += length;
            continue;
        }
        let mut end = start + length;
        // A token's further parts: the signature of a JWT, the tail of a signed cookie.
        while let Some([b'.' | b'/' | b'+' | b':' | b'=', ..]) = draft.bytes.get(end..) {
            let behind = draft.bytes.get(end + 1..).unwrap_or_default();
            let more = run(behind, behind.len(), is_part);
            let jwt = text.starts_with(b"eyJ") && 0 < more;
            let padding = draft.bytes.get(end) == Some(&b'=');
            let belongs = if padding {
                more == 0
            } else {
                jwt || is_mixed(behind.get(..more).unwrap_or_default())
            };
            if !belongs {
                break;
            }
            end += 1 + more;
        }
        draft.mark(start, end, Kind::Token);
        start = end;
    }
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'~')
}

fn is_token(run: &[u8], before: &[u8], field: Field) -> bool {
    let text = std::str::from_utf8(run).unwrap_or_default();
    let amazon = run.len() == AMAZON_BYTES && run.iter().all(u8::is_ascii_uppercase);
    if MIN_KNOWN <= run.len() && has_word(BEGINNINGS, text) && (is_mixed(run) || amazon) {
        return true;
    }
    if field != Field::FreeText {
        return false;
    }
    let assigned = matches!(
        before,
        [.., b'=' | b':' | b'"'] | [.., b':', b' '] | [.., b'r', b' ']
    );
    if assigned {
        let secret =
            MIN_NAMED <= run.len() && is_mixed(run) && words_before(before, SECRET_WORDS, "");
        if secret || 4 <= run.len() && words_before(before, PASSWORD_WORDS, "") {
            return true;
        }
    }
    let mut longest = 0;
    for piece in run.split(|byte| !byte.is_ascii_alphanumeric()) {
        if is_random(piece, MIN_PIECE) {
            return true;
        }
        longest = longest.max(if is_random(piece, 10) { piece.len() } else { 0 });
    }
    MIN_HEX <= run.len() && run.len() <= 5 * longest
}

/// Whether letters and digits, or both cases, stand in it.
fn is_mixed(text: &[u8]) -> bool {
    let digits = text.iter().any(u8::is_ascii_digit);
    let lower = text.iter().any(u8::is_ascii_lowercase);
    let upper = text.iter().any(u8::is_ascii_uppercase);
    4 <= text.len() && usize::from(digits) + usize::from(lower) + usize::from(upper) >= 2
}

/// How long the base64 text is that `rest` begins with; 0 if it is none.
///
/// Paths have the same characters, but not both cases and digits in such numbers.
fn base64(rest: &[u8]) -> usize {
    let is_base64 =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    let length = run(rest, rest.len(), is_base64);
    let (text, behind) = rest.split_at(length);
    let share = |is: fn(&u8) -> bool| text.iter().filter(|byte| is(byte)).count();
    let cases = share(u8::is_ascii_uppercase).min(share(u8::is_ascii_lowercase));
    if length < MIN_BASE64 || cases * 5 < length || share(u8::is_ascii_digit) * 20 < length {
        return 0;
    }
    length + run(behind, 2, is_padding)
}

/// Whether nobody would have written it by hand.
fn is_random(piece: &[u8], least: usize) -> bool {
    if piece.len() < least {
        return false;
    }
    let mut counts = [0usize; 3];
    let mut changes = 0;
    let mut raises = 0;
    let mut last = 0;
    let mut hex = true;
    for byte in piece {
        let class = match byte {
            b'0'..=b'9' => 0,
            b'a'..=b'z' => 1,
            _ => 2,
        };
        if let Some(count) = counts.get_mut(class) {
            *count += 1;
        }
        // "Size" begins with a capital; that is no change.
        changes += usize::from(class != last && (class == 0 || last == 0 || class == 2));
        raises += usize::from(class == 2 && last == 1);
        last = class;
        hex &= byte.is_ascii_hexdigit();
    }
    let [digits, lower, upper] = counts;
    let letters = lower + upper;
    if hex && MIN_HEX <= piece.len() && 2 <= letters && 2 <= digits {
        return true;
    }
    let cases = 3 <= raises && piece.len() * 3 <= upper * 10 && piece.len() * 3 <= lower * 10;
    cases || 0 < digits && 0 < letters && 4 <= changes && piece.len() <= changes * 7
}
