//! Maps and books. Their hills are drawn from the colour, so that no two covers are alike.

use super::colour::Palette;
use super::shadow;

/// A folding map, half open.
pub(crate) fn sheet(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    let panels: String = (0..4)
        .map(|panel| {
            let (left, right) = (70 + panel * 65, 135 + panel * 65);
            let (from, to) = if panel % 2 == 0 { (96, 120) } else { (120, 96) };
            let tone = if panel % 2 == 0 { "#f6f1e2" } else { "#e6dfca" };
            format!(
                "<path d=\"M{left} {from}L{right} {to}V{}L{left} {}Z\" fill=\"{tone}\"/>",
                to + 200,
                from + 200
            )
        })
        .collect();
    let hills: String = (0..5)
        .map(|ring| {
            let spread = 24 + ring * 17;
            format!(
                "<ellipse cx=\"236\" cy=\"190\" rx=\"{spread}\" ry=\"{}\" fill=\"none\" stroke=\"{base}\" stroke-width=\"2.5\"/>\
                 <ellipse cx=\"126\" cy=\"250\" rx=\"{}\" ry=\"{}\" fill=\"none\" stroke=\"{light}\" stroke-width=\"2.5\"/>",
                spread * 2 / 3, spread * 2 / 3, spread / 3
            )
        })
        .collect();
    format!(
        "{}{panels}<clipPath id=\"sheet\"><path d=\"M70 96L135 120L200 96L265 120L330 96V296L265 320L200 296L135 320L70 296Z\"/></clipPath>\
         <g clip-path=\"url(#sheet)\"><path d=\"M60 150C110 170 150 140 170 190C188 236 250 250 340 262V330H60Z\" fill=\"{light}\" opacity=\".3\"/>\
         <path d=\"M60 284C120 262 180 300 230 276C280 254 310 284 340 270\" fill=\"none\" stroke=\"#6fa3c4\" stroke-width=\"7\"/>{hills}\
         <path d=\"M92 268C120 220 170 262 196 214C214 180 262 196 302 140\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"4\" stroke-dasharray=\"9 7\"/></g>\
         <path d=\"M135 120V320M200 96V296M265 120V320\" stroke=\"#000\" stroke-width=\"2\" opacity=\".12\"/>\
         <path d=\"M302 140C286 118 288 96 302 96C316 96 318 118 302 140Z\" fill=\"{dark}\"/><circle cx=\"302\" cy=\"112\" r=\"5\" fill=\"#fff\"/>",
        shadow(200, 332, 128)
    )
}

/// A book with a landscape on its cover.
pub(crate) fn book(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    format!(
        "{}<path d=\"M112 66H286C296 66 302 72 302 82V334L120 342C108 342 100 334 100 324V80C100 72 104 66 112 66Z\" fill=\"{deep}\"/>\
         <path d=\"M118 322H296V338L122 342C110 342 106 324 118 322Z\" fill=\"#f4eede\"/><path d=\"M122 330H296\" stroke=\"#d8cfb8\" stroke-width=\"2\"/>\
         <path d=\"M118 58H292C298 58 302 62 302 68V322H118Z\" fill=\"{base}\"/><path d=\"M118 58C106 58 100 66 100 78V328C102 322 108 322 118 322Z\" fill=\"{dark}\"/>\
         <circle cx=\"252\" cy=\"180\" r=\"24\" fill=\"#f7e6b4\"/>\
         <path d=\"M118 262L168 186L206 236L238 200L302 276V322H118Z\" fill=\"{dark}\"/><path d=\"M118 292L176 240L226 286L266 256L302 288V322H118Z\" fill=\"{deep}\"/>\
         <path d=\"M168 186L152 210L168 204L182 206Z\" fill=\"#fff\" opacity=\".8\"/>\
         <rect x=\"140\" y=\"86\" width=\"138\" height=\"52\" rx=\"3\" fill=\"#f7f2e4\"/>\
         <path d=\"M154 104H264\" stroke=\"{deep}\" stroke-width=\"8\"/><path d=\"M170 122H248\" stroke=\"{light}\" stroke-width=\"5\"/>",
        shadow(202, 348, 108)
    )
}
