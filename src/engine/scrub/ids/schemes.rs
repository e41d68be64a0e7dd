//! The numbers as rows: form, weights, modulus, and the check character for each remainder.

use super::super::Kind;
use super::special::{ISO_7064_11_10, ITALY, VERHOEFF};

/// One kind of number.
#[derive(Debug)]
pub(super) struct Scheme {
    pub(super) kind: Kind,
    /// Its form, as `pattern` has it.
    pub(super) form: &'static str,
    /// For each character of the number its weight as a character: `0` is 0, `:` 10, `A` 17; `L` is
    /// 2 with the digits of the product added (Luhn); `*` is the check character, which else follows
    /// the last weight. Stages are apart by spaces, alternatives by `/`.
    pub(super) weights: &'static str,
    /// What the sum is divided by; 0 for numbers without a check.
    pub(super) modulus: u32,
    /// Added to the sum.
    pub(super) start: u32,
    /// The check character for each remainder. Empty: the sum includes it and the remainder is 0.
    pub(super) checks: &'static str,
    /// Whether it proves more than an article's check digit does.
    pub(super) proves: bool,
}

impl Scheme {
    /// Whether more than one weighted sum speaks for a number of this form.
    pub(super) fn is_strong(&self) -> bool {
        self.is_dated() || self.weights.contains(' ') || self.weights.is_empty()
    }

    /// Whether there is a date in it, or something as rare.
    pub(super) fn is_dated(&self) -> bool {
        self.proves || self.kind != Kind::Id || self.form.contains(['M', 'm']) || self.modulus == 97
    }
}

const fn id(
    form: &'static str,
    weights: &'static str,
    modulus: u32,
    checks: &'static str,
) -> Scheme {
    Scheme {
        kind: Kind::Id,
        form,
        weights,
        modulus,
        start: 0,
        checks,
        proves: false,
    }
}

/// A number whose form and check together prove more than an article's check digit.
const fn proven(
    form: &'static str,
    weights: &'static str,
    modulus: u32,
    checks: &'static str,
) -> Scheme {
    let mut scheme = id(form, weights, modulus, checks);
    scheme.proves = true;
    scheme
}

/// A number with something added to its sum.
const fn from(
    start: u32,
    form: &'static str,
    weights: &'static str,
    modulus: u32,
    checks: &'static str,
) -> Scheme {
    let mut scheme = id(form, weights, modulus, checks);
    scheme.start = start;
    scheme
}

/// The number of a phone or modem.
const fn imei(form: &'static str) -> Scheme {
    let mut scheme = id(form, "1L1L1L1L1L1L1L", 10, TEN);
    scheme.kind = Kind::Imei;
    scheme
}

/// 10 less the remainder.
const TEN: &str = "0987654321";
/// 11 less the remainder: 10 is none, 0, K; 11 is 0.
const ELEVEN: &str = "0-987654321";
const ELEVEN_ZERO: &str = "00987654321";
/// The remainder itself: 10 is 0; 10 goes to the next alternative.
const SAME: &str = "01234567890";
const SAME_OR_NEXT: &str = "0123456789-";

/// All of them.
pub(super) static SCHEMES: &[Scheme] = &[
    // IMEI, 3GPP TS 23.003, annex B.
    imei("NN~NNNNNN~NNNNNN~N"),
    imei("NNNNNNNN~NNNNNN~N"),
    imei("NNNNNN~NN~NNNNNN~N"),
    // Argentina, CUIT and CUIL.
    id("NN~NNNNNNNN~N", "5432765432", 11, "09987654321"),
    // Australia: tax file number, Medicare.
    id("NNN~NNN~NNN", "14375869:", 11, ""),
    id("NNNN~NNNNN~N", "13791379", 10, "0123456789"),
    // Austria: social security.
    id("NNNN~DDMMYY", "379:584216", 11, ""),
    // Belgium: national number.
    id("YY~MM~DD~NNN~NN", "", 97, ""),
    // Brazil: CPF.
    id("NNN~NNN~NNN~NN", ":98765432 ;:98765432", 11, ELEVEN_ZERO),
    // Bulgaria: EGN.
    id("YYmmDDNNNN", "2485:9736", 11, SAME),
    // Canada: social insurance; Israel; South Africa; Greece: AMKA; Dominican Republic: cédula.
    id("NNN~NNN~NNN", "1L1L1L1L", 10, TEN),
    id("NNNNNNNN~N", "1L1L1L1L", 10, TEN),
    proven("YYMMDD~NNNN~0N~N", "1L1L1L1L1L1L", 10, TEN),
    proven("YYMMDD~NNNN~1N~N", "1L1L1L1L1L1L", 10, TEN),
    id("DDMMYY~NNNNN", "1L1L1L1L1L", 10, TEN),
    id("NNN~NNNNNNN~N", "1L1L1L1L1L", 10, TEN),
    // Chile: RUT.
    id("NN~NNN~NNN~X", "32765432", 11, "0K987654321"),
    id("N~NNN~NNN-X", "2765432", 11, "0K987654321"),
    // China: resident identity card, ISO 7064 MOD 11-2.
    proven("NNNNNNYYYYMMDDNNNX", "79:584216379:5842", 11, "10X98765432"),
    // Colombia: NIT.
    id("NNN~NNN~NNN-N", "YUMGCA=73", 11, "01987654321"),
    // Croatia: OIB; Germany: tax number of a person.
    id("NN~NNN~NNN~NNN", "", ISO_7064_11_10, ""),
    // Czechia, Slovakia: birth number.
    id("YYmmDD~NNNN", "1:1:1:1:1", 11, SAME),
    id("YYmmDD/NNN", "", 0, ""),
    // Denmark: CPR, which has no check since 2007.
    id("DDMMYY~NNNN", "", 0, ""),
    // Ecuador: cédula.
    id("NNNNNNNNN-N", "L1L1L1L1L", 10, TEN),
    // Estonia, Lithuania: personal code.
    id("NYYMMDDNNNN", "1234567891/3456789123", 11, SAME_OR_NEXT),
    // Finland: personal identity code.
    id(
        "DDMMYYSNNNX",
        ">D2IB87:1",
        31,
        "0123456789ABCDEFHJKLMNPRSTUVWXY",
    ),
    // France: NIR.
    id("N~YY~NN~NN~NNN~NNN~NN", "", 97, ""),
    id("N~YY~NN~NL~NNN~NNN~NN", "", 97, ""),
    // Iceland: kennitala.
    id("ddMMYY~NNNN", "327654321", 11, ""),
    // India: Aadhaar, PAN.
    id("NNNN~NNNN~NNNN", "", VERHOEFF, ""),
    id("LLLLLNNNNL", "", 0, ""),
    // Ireland: PPS, with or without a second letter.
    id("NNNNNNNL", "8765432", 23, "WABCDEFGHIJKLMNOPQRSTUV"),
    id("NNNNNNNLL", "8765432*9", 23, "WABCDEFGHIJKLMNOPQRSTUV"),
    // Italy: codice fiscale.
    id("LLLLLL~NNLNN~LNNNL", "", ITALY, ""),
    // Japan: individual number.
    id("NNNN~NNNN~NNNN", "65432765432", 11, ELEVEN_ZERO),
    // Kazakhstan: IIN.
    proven("YYMMDDNNNNNN", "123456789:;/3456789:;12", 11, SAME_OR_NEXT),
    // Latvia: personal code, without a date since 2017.
    id("DDMMYY~NNNNN", ":584216379", 11, "12345678900"),
    id("NNNNNN-NNNNN", ":584216379", 11, "12345678900"),
    // Malaysia: NRIC.
    id("YYMMDD-NN-NNNN", "", 0, ""),
    // Mexico: CURP, RFC.
    id("LLLLYYMMDDLLLLLLXN", "", 0, ""),
    id("LLLL~YYMMDD~XXX", "", 0, ""),
    // Netherlands: BSN.
    id("NNNN~NN~NNN", "98765432:", 11, ""),
    id("NNN~NNN~NNN", "98765432:", 11, ""),
    // New Zealand: IRD.
    id("NNN~NNN~NNN", "32765432/74325276", 11, ELEVEN),
    // Norway: birth number.
    id("ddMMYY~NNNNN", "376189452 5432765432", 11, ELEVEN),
    // Poland: PESEL.
    id("YYmmDDNNNNN", "1379137913", 10, TEN),
    // Portugal: NIF; Greece: AFM.
    id("NNN~NNN~NNN", "98765432", 11, ELEVEN_ZERO),
    id("NNNNNNNNN", "PH@842", 11, SAME),
    // Romania: CNP.
    proven("NYYMMDDNNNNNN", "279146358279", 11, "01234567891"),
    // Russia: SNILS, INN of a person.
    id("NNN~NNN~NNN~NN", "987654321", 101, ""),
    id("NNNNNNNNNNNN", "724:359468 3724:359468", 11, SAME),
    // Serbia, Slovenia and their neighbours: JMBG, EMŠO.
    proven("DDMM9NNNNNNNN", "765432765432", 11, ELEVEN_ZERO),
    proven("DDMM0NNNNNNNN", "765432765432", 11, ELEVEN_ZERO),
    // Singapore: NRIC, FIN.
    id("sNNNNNNNL", "2765432", 11, "JZIHGFEDCBA"),
    from(4, "tNNNNNNNL", "2765432", 11, "JZIHGFEDCBA"),
    id("fNNNNNNNL", "2765432", 11, "XWUTRQPNMLK"),
    from(4, "gNNNNNNNL", "2765432", 11, "XWUTRQPNMLK"),
    // South Korea: resident registration number.
    id("YYMMDD~NNNNNNN", "234567892345", 11, "10987654321"),
    // Spain: DNI, NIE.
    id("NNNNNNNN~L", ">6CB;8:1", 23, "TRWAGMYFPDXBNJZSQVHLCKE"),
    id("x~NNNNNNN~L", "6CB;8:1", 23, "TRWAGMYFPDXBNJZSQVHLCKE"),
    from(14, "y~NNNNNNN~L", "6CB;8:1", 23, "TRWAGMYFPDXBNJZSQVHLCKE"),
    from(28, "z~NNNNNNN~L", "6CB;8:1", 23, "TRWAGMYFPDXBNJZSQVHLCKE"),
    // Sweden: personal number, with or without the century.
    id("YYMMdd~NNNN", "L1L1L1L1L", 10, TEN),
    id("YYMMdd+NNNN", "L1L1L1L1L", 10, TEN),
    proven("19YYMMdd~NNNN", "00L1L1L1L1L", 10, TEN),
    proven("20YYMMdd~NNNN", "00L1L1L1L1L", 10, TEN),
    // Switzerland: AHV.
    proven("756~NNNN~NNNN~NN", "131313131313", 10, TEN),
    // Thailand: citizen's number.
    id("N~NNNN~NNNNN~NN~N", "=<;:98765432", 11, "10987654321"),
    // Turkey: T.C. kimlik.
    id("NNNNNNNNNNN", "797979797 1111111111", 10, "0123456789"),
    // Ukraine: RNOKPP.
    id("NNNNNNNNNN", ":57946:57", 11, SAME),
    // United Kingdom: NHS, National Insurance (which has no check).
    id("NNN~NNN~NNNN", ":987654321", 11, ""),
    id("LL~NN~NN~NN~Q", "", 0, ""),
    // Uruguay: cédula.
    id("N.NNN.NNN-N", "2987634", 10, TEN),
];
