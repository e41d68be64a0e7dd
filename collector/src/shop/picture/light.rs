//! Headlamps, lanterns and torches.

use super::colour::Palette;
use super::shadow;

/// A lamp on its strap.
pub(crate) fn headlamp(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    format!(
        "{}{}<path d=\"M84 206C80 120 140 84 200 84C260 84 320 120 316 206\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"26\"/>\
         <path d=\"M84 206C80 120 140 84 200 84C260 84 320 120 316 206\" fill=\"none\" stroke=\"{base}\" stroke-width=\"9\" stroke-dasharray=\"16 12\"/>\
         <path d=\"M84 206C88 250 120 268 150 272M316 206C312 250 280 268 250 272\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"26\"/>\
         <rect x=\"128\" y=\"206\" width=\"144\" height=\"116\" rx=\"34\" fill=\"{base}\"/>\
         <path d=\"M128 240C128 218 142 206 162 206H190C160 232 152 280 158 322C140 320 128 308 128 288Z\" fill=\"{light}\" opacity=\".55\"/>\
         <circle cx=\"200\" cy=\"266\" r=\"48\" fill=\"{deep}\"/><circle cx=\"200\" cy=\"266\" r=\"39\" fill=\"#fff3c9\"/>\
         <circle cx=\"200\" cy=\"266\" r=\"25\" fill=\"#ffe08a\"/><circle cx=\"200\" cy=\"266\" r=\"11\" fill=\"#fffdf3\"/>\
         <rect x=\"184\" y=\"196\" width=\"32\" height=\"16\" rx=\"7\" fill=\"#e8c46a\"/><rect x=\"258\" y=\"240\" width=\"20\" height=\"44\" rx=\"9\" fill=\"{dark}\"/>",
        shadow(200, 340, 100),
        glow(200, 266, 118)
    )
}

/// A lamp with a handle.
pub(crate) fn lantern(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    format!(
        "{}{}<path d=\"M142 128C130 40 270 40 258 128\" fill=\"none\" stroke=\"#4a4d4f\" stroke-width=\"8\"/>\
         <path d=\"M146 124C146 98 166 84 200 84C234 84 254 98 254 124L262 142H138Z\" fill=\"{base}\"/>\
         <path d=\"M146 124C146 98 166 84 200 84C176 94 168 114 168 142H138Z\" fill=\"{light}\" opacity=\".55\"/>\
         <path d=\"M144 142H256L264 268H136Z\" fill=\"#fff0bd\"/><path d=\"M144 142H176L172 268H136Z\" fill=\"#fff9e4\"/>\
         <path d=\"M200 170C222 200 222 236 200 248C178 236 178 200 200 170Z\" fill=\"#ffcf66\"/><path d=\"M200 202C210 216 210 234 200 240C190 234 190 216 200 202Z\" fill=\"#fffbe8\"/>\
         <path d=\"M160 142L154 268M240 142L246 268\" stroke=\"{deep}\" stroke-width=\"5\"/><path d=\"M140 204H260\" stroke=\"{deep}\" stroke-width=\"4\"/>\
         <path d=\"M132 266H268L276 322C277 334 270 342 258 342H142C130 342 123 334 124 322Z\" fill=\"{base}\"/>\
         <path d=\"M132 266H268L270 282H130Z\" fill=\"{deep}\"/><circle cx=\"200\" cy=\"312\" r=\"15\" fill=\"{dark}\"/><circle cx=\"200\" cy=\"312\" r=\"7\" fill=\"#e8c46a\"/>",
        shadow(200, 348, 92),
        glow(200, 208, 140)
    )
}

/// A torch and its beam.
pub(crate) fn torch(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    format!(
        "{}<g transform=\"rotate(-32 200 210)\"><path d=\"M300 168L430 90V330L300 252Z\" fill=\"#ffe9a8\" opacity=\".5\"/>\
         <path d=\"M300 182L430 136V284L300 238Z\" fill=\"#fff6d8\" opacity=\".75\"/>\
         <rect x=\"50\" y=\"182\" width=\"200\" height=\"56\" rx=\"14\" fill=\"{base}\"/><rect x=\"50\" y=\"182\" width=\"200\" height=\"20\" rx=\"10\" fill=\"{light}\" opacity=\".7\"/>\
         <path d=\"M232 180L268 160H300V260H268L232 240Z\" fill=\"{dark}\"/><path d=\"M268 160H300V182H252Z\" fill=\"{base}\"/>\
         <rect x=\"296\" y=\"158\" width=\"12\" height=\"104\" rx=\"6\" fill=\"{deep}\"/>\
         <path d=\"M104 186V234M116 186V234M128 186V234M140 186V234M152 186V234\" stroke=\"{deep}\" stroke-width=\"5\"/>\
         <rect x=\"178\" y=\"174\" width=\"36\" height=\"14\" rx=\"7\" fill=\"#e8c46a\"/><rect x=\"40\" y=\"186\" width=\"26\" height=\"48\" rx=\"10\" fill=\"{deep}\"/>\
         <circle cx=\"40\" cy=\"210\" r=\"11\" fill=\"none\" stroke=\"#4a4d4f\" stroke-width=\"5\"/></g>",
        shadow(180, 340, 104)
    )
}

fn glow(x: u32, y: u32, radius: u32) -> String {
    format!(
        "<defs><radialGradient id=\"glow\"><stop offset=\".25\" stop-color=\"#ffe08a\" stop-opacity=\".6\"/><stop offset=\"1\" stop-color=\"#ffe08a\" stop-opacity=\"0\"/></radialGradient></defs>\
         <circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"url(#glow)\"/>"
    )
}
