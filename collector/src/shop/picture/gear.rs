//! Packs and tents.

use super::colour::Palette;
use super::shadow;

/// A day pack from the front.
pub(crate) fn day_pack(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    format!(
        "{}<path d=\"M170 84C170 52 230 52 230 84\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"11\"/>\
         <path d=\"M128 130C104 160 96 240 108 320L132 330Z\" fill=\"{deep}\"/><path d=\"M272 130C296 160 304 240 292 320L268 330Z\" fill=\"{deep}\"/>\
         <path d=\"M122 146C122 96 152 74 200 74C248 74 278 96 278 146L288 318C289 340 278 350 258 350H142C122 350 111 340 112 318Z\" fill=\"{base}\"/>\
         <path d=\"M122 146C122 96 152 74 200 74C160 90 146 130 144 350H142C122 350 111 340 112 318Z\" fill=\"{light}\" opacity=\".5\"/>\
         <path d=\"M126 156C150 124 250 124 274 156\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"4\"/>\
         <path d=\"M268 152L272 168\" stroke=\"#e8c46a\" stroke-width=\"5\"/>\
         <path d=\"M142 224C142 208 152 200 168 200H232C248 200 258 208 258 224L264 312C265 326 258 334 246 334H154C142 334 135 326 136 312Z\" fill=\"{dark}\"/>\
         <path d=\"M140 240H260\" stroke=\"{deep}\" stroke-width=\"4\"/><path d=\"M246 240L250 254\" stroke=\"#e8c46a\" stroke-width=\"5\"/>\
         <path d=\"M118 250L140 262M282 250L260 262\" stroke=\"{deep}\" stroke-width=\"6\"/>\
         <path d=\"M184 172L200 146L216 172Z\" fill=\"{light}\"/><path d=\"M200 172L211 155L222 172Z\" fill=\"#fff\" opacity=\".7\"/>",
        shadow(200, 356, 112)
    )
}

/// A trekking pack with its mat on top.
pub(crate) fn trekking_pack(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    format!(
        "{}<rect x=\"104\" y=\"34\" width=\"192\" height=\"40\" rx=\"20\" fill=\"#c9b68d\"/><circle cx=\"284\" cy=\"54\" r=\"18\" fill=\"#b39f74\"/>\
         <circle cx=\"284\" cy=\"54\" r=\"10\" fill=\"none\" stroke=\"#93815a\" stroke-width=\"3\"/>\
         <path d=\"M150 32V80M250 32V80\" stroke=\"{deep}\" stroke-width=\"7\"/>\
         <path d=\"M126 240L92 262V316L128 330ZM274 240L308 262V316L272 330Z\" fill=\"{deep}\"/>\
         <path d=\"M128 110H272L284 328C285 346 276 356 258 356H142C124 356 115 346 116 328Z\" fill=\"{base}\"/>\
         <path d=\"M128 110H160C150 190 148 280 152 356H142C124 356 115 346 116 328Z\" fill=\"{light}\" opacity=\".45\"/>\
         <path d=\"M120 96C120 78 132 70 150 70H250C268 70 280 78 280 96V128C280 138 272 144 262 144H138C128 144 120 138 120 128Z\" fill=\"{dark}\"/>\
         <path d=\"M132 116H268\" stroke=\"{deep}\" stroke-width=\"4\"/><path d=\"M256 116L260 130\" stroke=\"#e8c46a\" stroke-width=\"5\"/>\
         <path d=\"M166 140V210M234 140V210\" stroke=\"{deep}\" stroke-width=\"8\"/>\
         <rect x=\"158\" y=\"166\" width=\"16\" height=\"20\" rx=\"4\" fill=\"#2f3234\"/><rect x=\"226\" y=\"166\" width=\"16\" height=\"20\" rx=\"4\" fill=\"#2f3234\"/>\
         <path d=\"M150 216H250L256 290H144Z\" fill=\"{dark}\"/><path d=\"M150 232H250\" stroke=\"{deep}\" stroke-width=\"4\"/>\
         <path d=\"M117 304H283\" stroke=\"{deep}\" stroke-width=\"5\"/><path d=\"M122 196L148 208M278 196L252 208\" stroke=\"{deep}\" stroke-width=\"6\"/>\
         <path d=\"M186 278L200 254L214 278Z\" fill=\"{light}\"/>",
        shadow(200, 362, 120)
    )
}

/// A bag that is rolled shut.
pub(crate) fn roll_top(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    format!(
        "{}<path d=\"M132 96H268L280 322C281 342 271 352 252 352H148C129 352 119 342 120 322Z\" fill=\"{base}\"/>\
         <path d=\"M132 96H164C154 190 152 280 156 352H148C129 352 119 342 120 322Z\" fill=\"{light}\" opacity=\".45\"/>\
         <rect x=\"120\" y=\"72\" width=\"160\" height=\"38\" rx=\"17\" fill=\"{dark}\"/><path d=\"M128 91H272\" stroke=\"{deep}\" stroke-width=\"3\"/>\
         <path d=\"M126 92C98 100 100 150 116 176M274 92C302 100 300 150 284 176\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"8\"/>\
         <rect x=\"186\" y=\"62\" width=\"28\" height=\"58\" rx=\"6\" fill=\"{deep}\"/><rect x=\"182\" y=\"118\" width=\"36\" height=\"24\" rx=\"6\" fill=\"#2f3234\"/>\
         <path d=\"M200 142V214\" stroke=\"{deep}\" stroke-width=\"12\"/>\
         <path d=\"M126 214H274\" stroke=\"{deep}\" stroke-width=\"10\"/>\
         <path d=\"M140 248H260L264 322C264 330 260 334 252 334H148C140 334 136 330 136 322Z\" fill=\"{dark}\"/>\
         <path d=\"M150 262H250\" stroke=\"#e8c46a\" stroke-width=\"4\"/>\
         <path d=\"M186 312L200 288L214 312Z\" fill=\"{light}\"/><path d=\"M202 312L212 296L222 312Z\" fill=\"#fff\" opacity=\".7\"/>",
        shadow(200, 358, 106)
    )
}

/// A free-standing tent.
pub(crate) fn dome_tent(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    format!(
        "{}{}<path d=\"M46 316C78 196 128 122 200 122C272 122 322 196 354 316Z\" fill=\"{base}\"/>\
         <path d=\"M46 316C78 196 128 122 200 122C150 160 128 230 122 316Z\" fill=\"{light}\" opacity=\".6\"/>\
         <path d=\"M354 316C322 196 272 122 200 122C250 160 272 230 278 316Z\" fill=\"{dark}\"/>\
         <path d=\"M148 316C154 240 170 190 200 158C230 190 246 240 252 316Z\" fill=\"{deep}\"/>\
         <path d=\"M148 316C154 240 170 190 200 158C188 220 178 270 182 316Z\" fill=\"{light}\"/>\
         <path d=\"M200 158V300\" stroke=\"#e8c46a\" stroke-width=\"2\" opacity=\".7\"/>\
         <path d=\"M46 316C88 180 150 104 216 132M354 316C312 180 250 104 184 132\" fill=\"none\" stroke=\"#3a3d3f\" stroke-width=\"4\"/>\
         <path d=\"M172 146C186 132 214 132 228 146\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"5\"/>\
         <path d=\"M108 192C140 206 152 206 160 204M292 192C260 206 248 206 240 204\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"3\" opacity=\".5\"/>",
        shadow(200, 320, 168),
        ropes(&[(96, 218, 22, 322), (304, 218, 378, 322)])
    )
}

/// A low tent on hoops.
pub(crate) fn tunnel_tent(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    format!(
        "{}{}<path d=\"M44 314C46 214 82 164 132 164C190 160 262 168 304 196C340 222 356 268 360 314Z\" fill=\"{base}\"/>\
         <path d=\"M44 314C46 214 82 164 132 164C180 164 214 214 214 314Z\" fill=\"{dark}\"/>\
         <path d=\"M84 314C86 236 104 196 132 192C158 196 172 236 174 314Z\" fill=\"{deep}\"/>\
         <path d=\"M84 314C86 236 104 196 132 192C118 230 112 272 116 314Z\" fill=\"{light}\"/>\
         <path d=\"M44 314C46 214 82 164 132 164C180 164 214 214 214 314\" fill=\"none\" stroke=\"#3a3d3f\" stroke-width=\"5\"/>\
         <path d=\"M232 168C276 190 296 250 298 314\" fill=\"none\" stroke=\"#3a3d3f\" stroke-width=\"4\"/>\
         <path d=\"M150 166C210 158 262 170 304 196\" fill=\"none\" stroke=\"{light}\" stroke-width=\"5\" opacity=\".6\"/>\
         <path d=\"M240 236C256 238 266 246 274 258\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"4\" opacity=\".6\"/>\
         <path d=\"M132 196V306\" stroke=\"#e8c46a\" stroke-width=\"2\" opacity=\".7\"/>",
        shadow(202, 318, 168),
        ropes(&[(72, 200, 16, 320), (346, 250, 386, 320)])
    )
}

/// A sheet between two poles.
pub(crate) fn tarp(palette: &Palette) -> String {
    let Palette {
        base, light, dark, ..
    } = palette;
    format!(
        "{}{}<path d=\"M92 136V318M300 122V318\" stroke=\"#5a4632\" stroke-width=\"7\"/>\
         <path d=\"M92 136C160 154 230 148 300 122L352 250C280 236 190 244 120 270Z\" fill=\"{base}\"/>\
         <path d=\"M92 136C160 154 230 148 300 122C250 158 170 176 110 202Z\" fill=\"{light}\" opacity=\".6\"/>\
         <path d=\"M92 136L120 270L52 244Z\" fill=\"{dark}\"/>\
         <path d=\"M196 150C206 184 214 214 218 248\" fill=\"none\" stroke=\"{dark}\" stroke-width=\"3\"/>\
         <circle cx=\"118\" cy=\"262\" r=\"4\" fill=\"#e8c46a\"/><circle cx=\"344\" cy=\"244\" r=\"4\" fill=\"#e8c46a\"/><circle cx=\"60\" cy=\"242\" r=\"4\" fill=\"#e8c46a\"/>",
        shadow(200, 322, 150),
        ropes(&[
            (92, 136, 20, 318),
            (300, 122, 384, 318),
            (120, 270, 128, 320),
            (352, 250, 372, 320),
            (52, 244, 30, 318)
        ])
    )
}

fn ropes(lines: &[(u32, u32, u32, u32)]) -> String {
    lines
        .iter()
        .map(|(x1, y1, x2, y2)| {
            format!("<path d=\"M{x1} {y1}L{x2} {y2}\" stroke=\"#b08d3f\" stroke-width=\"2\"/><path d=\"M{x2} {y2}l3 -8\" stroke=\"#5c5f60\" stroke-width=\"4\"/>")
        })
        .collect()
}
