//! The numbers as rows: form, weights, modulus, and the check character for each remainder.

use super::super::Kind;
use crate::engine::text::cut;

/// One kind of number.
#[derive(Debug)]
pub(super) struct Scheme<'a> {
    pub(super) kind: Kind,
    /// Its form, as `pattern` has it.
    pub(super) form: &'a str,
    /// For each character of the number its weight as a character: `0` is 0, `:` 10, `A` 17; `L` is
    /// 2 with the digits of the product added (Luhn); `*` is the check character, which else follows
    /// the last weight. Stages are apart by spaces, alternatives by `/`.
    pub(super) weights: &'a str,
    /// What the sum is divided by; 0 for numbers without a check, 1 to 3 for rules of their own.
    pub(super) modulus: u32,
    /// Added to the sum.
    pub(super) start: u32,
    /// The check character for each remainder. Empty: the sum includes it and the remainder is 0.
    pub(super) checks: &'a str,
    /// Whether it proves more than an article's check digit does.
    pub(super) proves: bool,
}

impl<'a> Scheme<'a> {
    /// Reads a row behind its form.
    pub(super) fn read(flag: u8, form: &'a str, row: &'a str) -> Option<Scheme<'a>> {
        let (weights, row) = cut(row, b'|')?;
        let (modulus, row) = cut(row, b'|')?;
        let (start, checks) = cut(row, b'|')?;
        Some(Scheme {
            kind: if flag == b'i' { Kind::Imei } else { Kind::Id },
            form,
            weights,
            modulus: number(modulus),
            start: number(start),
            checks,
            proves: flag == b'!',
        })
    }

    /// Whether more than one weighted sum speaks for a number of this form.
    pub(super) fn is_strong(&self) -> bool {
        self.is_dated() || self.weights.bytes().any(|byte| byte == b' ') || self.weights.is_empty()
    }

    /// Whether there is a date in it, or something as rare.
    pub(super) fn is_dated(&self) -> bool {
        self.proves
            || self.kind != Kind::Id
            || self.form.bytes().any(|byte| byte | 0x20 == b'm')
            || self.modulus == 97
    }
}

fn number(text: &str) -> u32 {
    text.bytes()
        .fold(0, |number, digit| number * 10 + u32::from(digit & 0x0f))
}

/// All of them, one a line: a flag (`i` for an IMEI, `!` for what proves more than an article's check
/// digit), form, weights, modulus, start, checks. As text they weigh half of what structures would.
///
/// Checks: `0987654321` is 10 less the remainder; `0-987654321` is 11 less it, and no number has 10;
/// `01234567890` is the remainder itself, with 10 as 0, and `0123456789-` goes on to the next
/// alternative with 10.
pub(super) const SCHEMES: &str = concat!(
    // IMEI, 3GPP TS 23.003, annex B.
    "iNN~NNNNNN~NNNNNN~N|1L1L1L1L1L1L1L|10|0|0987654321\n",
    "iNNNNNNNN~NNNNNN~N|1L1L1L1L1L1L1L|10|0|0987654321\n",
    "iNNNNNN~NN~NNNNNN~N|1L1L1L1L1L1L1L|10|0|0987654321\n",
    // Argentina, CUIT and CUIL.
    " NN~NNNNNNNN~N|5432765432|11|0|09987654321\n",
    // Australia: tax file number, Medicare.
    " NNN~NNN~NNN|14375869:|11|0|\n",
    " NNNN~NNNNN~N|13791379|10|0|0123456789\n",
    // Austria: social security.
    " NNNN~DDMMYY|379:584216|11|0|\n",
    // Austria: tax number.
    " NN-NNN/NNNN|1L1L1L1L|10|0|0987654321\n",
    // Belgium: national number.
    " YY~MM~DD~NNN~NN||97|0|\n",
    // Brazil: CPF.
    " NNN~NNN~NNN~NN|:98765432 ;:98765432|11|0|00987654321\n",
    // Bulgaria: EGN, and foreigners' number.
    " YYmmDDNNNN|2485:9736|11|0|01234567890\n",
    " NNNNNNNNNN|ECA=;9731|10|0|0123456789\n",
    // Canada: social insurance; Israel; South Africa; Greece: AMKA; Dominican Republic: cédula.
    " NNN~NNN~NNN|1L1L1L1L|10|0|0987654321\n",
    " NNNNNNNN~N|1L1L1L1L|10|0|0987654321\n",
    "!YYMMDD~NNNN~0N~N|1L1L1L1L1L1L|10|0|0987654321\n",
    "!YYMMDD~NNNN~1N~N|1L1L1L1L1L1L|10|0|0987654321\n",
    " DDMMYY~NNNNN|1L1L1L1L1L|10|0|0987654321\n",
    " NNN~NNNNNNN~N|1L1L1L1L1L|10|0|0987654321\n",
    // Chile: RUT.
    " NN~NNN~NNN~X|32765432|11|0|0K987654321\n",
    " N~NNN~NNN-X|2765432|11|0|0K987654321\n",
    // China: resident identity card, ISO 7064 MOD 11-2.
    "!NNNNNNYYYYMMDDNNNX|79:584216379:5842|11|0|10X98765432\n",
    // Colombia: NIT.
    " NNN~NNN~NNN-N|YUMGCA=73|11|0|01987654321\n",
    // Croatia: OIB; Germany: tax number of a person.
    " NN~NNN~NNN~NNN||1|0|\n",
    // Czechia, Slovakia: birth number.
    " YYmmDD~NNNN|1:1:1:1:1|11|0|01234567890\n",
    " YYmmDD/NNN||0|0|\n",
    // Denmark: CPR, which has no check since 2007.
    " DDMMYY~NNNN||0|0|\n",
    // Ecuador: cédula.
    " NNNNNNNNN-N|L1L1L1L1L|10|0|0987654321\n",
    " 1NNNNNNNNN|L1L1L1L1L|10|0|0987654321\n",
    // Estonia, Lithuania: personal code.
    " NYYMMDDNNNN|1234567891/3456789123|11|0|0123456789-\n",
    // Finland: personal identity code.
    " DDMMYYSNNNX|>D2IB87:1|31|0|0123456789ABCDEFHJKLMNPRSTUVWXY\n",
    // Germany: social security, whose check is left to the form.
    " NN~DDMMYY~L~NNN||0|0|\n",
    // France: tax number, NIR.
    "!NN~NN~NNN~NNN~NNN||511|0|\n",
    " N~YY~NN~NN~NNN~NNN~NN||97|0|\n",
    " N~YY~NN~NL~NNN~NNN~NN||97|0|\n",
    // Hong Kong: identity card.
    " LNNNNNN(X)|8765432|11|0|0A987654321\n",
    // Iceland: kennitala.
    " ddMMYY~NNNN|327654321|11|0|\n",
    // India: Aadhaar, PAN.
    " NNNN~NNNN~NNNN||2|0|\n",
    " LLLLLNNNNL||0|0|\n",
    // Ireland: PPS, with or without a second letter.
    " NNNNNNNL|8765432|23|0|WABCDEFGHIJKLMNOPQRSTUV\n",
    " NNNNNNNLL|8765432*9|23|0|WABCDEFGHIJKLMNOPQRSTUV\n",
    // Italy: codice fiscale.
    " LLLLLL~NNLNN~LNNNL||3|0|\n",
    // Japan: individual number.
    " NNNN~NNNN~NNNN|65432765432|11|0|00987654321\n",
    // Kazakhstan: IIN.
    "!YYMMDDoNNNNN|123456789:;/3456789:;12|11|0|0123456789-\n",
    // Latvia: personal code, without a date since 2017.
    " DDMMYY~NNNNN|:584216379|11|0|12345678900\n",
    " NNNNNN-NNNNN|:584216379|11|0|12345678900\n",
    // Malaysia: NRIC.
    " YYMMDD-NN-NNNN||0|0|\n",
    // Mexico: CURP, RFC.
    " LLLLYYMMDDLLLLLLXN||0|0|\n",
    " LLLLYYMMDDXXX||0|0|\n",
    " LLLL-YYMMDD-XXX||0|0|\n",
    // Netherlands: BSN.
    " NNNN~NN~NNN|98765432:|11|0|\n",
    " NNN~NNN~NNN|98765432:|11|0|\n",
    // New Zealand: IRD.
    " NNN~NNN~NNN|32765432/74325276|11|0|0-987654321\n",
    // Norway: birth number.
    " ddMMYY~NNNNN|376189452 5432765432|11|0|0-987654321\n",
    // Poland: PESEL.
    " YYmmDDNNNNN|1379137913|10|0|0987654321\n",
    // Portugal: NIF; Greece: AFM.
    " NNN~NNN~NNN|98765432|11|0|00987654321\n",
    " NNNNNNNNN|379:5842|11|0|01234567890\n",
    // Portugal: citizen's card.
    "!NNNNNNNN~N~XXN||4|0|\n",
    // Romania: CNP.
    "!NYYMMDDoNNNNN|279146358279|11|0|01234567891\n",
    // Russia: SNILS, INN of a person.
    " NNN~NNN~NNN~NN|987654321|101|0|\n",
    " NNNNNNNNNNNN|724:359468 3724:359468|11|0|01234567890\n",
    // No UPC of the trade begins with 2, 4 or 5: in-store codes and coupons.
    "!2NNNNNNNNNNN|724:359468 3724:359468|11|0|01234567890\n",
    "!4NNNNNNNNNNN|724:359468 3724:359468|11|0|01234567890\n",
    "!5NNNNNNNNNNN|724:359468 3724:359468|11|0|01234567890\n",
    // Serbia, Slovenia and their neighbours: JMBG, EMŠO.
    "!DDMM9NNNNNNNN|765432765432|11|0|00987654321\n",
    "!DDMM0NNNNNNNN|765432765432|11|0|00987654321\n",
    // Singapore: NRIC, FIN.
    " sNNNNNNNL|2765432|11|0|JZIHGFEDCBA\n",
    " tNNNNNNNL|2765432|11|4|JZIHGFEDCBA\n",
    " fNNNNNNNL|2765432|11|0|XWUTRQPNMLK\n",
    " gNNNNNNNL|2765432|11|4|XWUTRQPNMLK\n",
    // South Korea: resident registration number.
    " YYMMDD~NNNNNNN|234567892345|11|0|10987654321\n",
    // Spain: DNI, NIE.
    " NNNNNNNN~L|>6CB;8:1|23|0|TRWAGMYFPDXBNJZSQVHLCKE\n",
    " NN.NNN.NNN~L|>6CB;8:1|23|0|TRWAGMYFPDXBNJZSQVHLCKE\n",
    " x~N~NNN~NNN~L|6CB;8:1|23|0|TRWAGMYFPDXBNJZSQVHLCKE\n",
    " y~N~NNN~NNN~L|6CB;8:1|23|14|TRWAGMYFPDXBNJZSQVHLCKE\n",
    " z~N~NNN~NNN~L|6CB;8:1|23|28|TRWAGMYFPDXBNJZSQVHLCKE\n",
    // Sweden: personal number, with or without the century.
    " YYMMdd~NNNN|L1L1L1L1L|10|0|0987654321\n",
    " YYMMdd+NNNN|L1L1L1L1L|10|0|0987654321\n",
    "!19YYMMdd-NNNN|00L1L1L1L1L|10|0|0987654321\n",
    "!20YYMMdd-NNNN|00L1L1L1L1L|10|0|0987654321\n",
    "!19YYMMddNNNN|00L1L1L1L1L|10|0|0987654321\n",
    "!20YYMMddNNNN|00L1L1L1L1L|10|0|0987654321\n",
    // Switzerland: AHV.
    "!756~NNNN~NNNN~NN|131313131313|10|0|0987654321\n",
    // Thailand: citizen's number.
    " N~NNNN~NNNNN~NN~N|=<;:98765432|11|0|10987654321\n",
    // Turkey: T.C. kimlik.
    " NNNNNNNNNNN|797979797 1111111111|10|0|0123456789\n",
    // Ukraine: RNOKPP.
    " NNNNNNNNNN|:57946:57|11|0|01234567890\n",
    // United Kingdom: NHS, National Insurance (which has no check).
    " NNN~NNN~NNNN|:987654321|11|0|\n",
    " LL~NN~NN~NN~Q||0|0|\n",
    // Uruguay: cédula.
    " N.NNN.NNN-N|2987634|10|0|0987654321\n",
);
