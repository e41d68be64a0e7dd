//! Jackets, boots and shoes.

use super::colour::Palette;
use super::shadow;

/// How a garment is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Garment {
    Shell,
    Anorak,
    Down,
    Fleece,
    Parka,
    Vest,
}

/// A garment from the front.
pub(crate) fn jacket(garment: Garment, palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    let is_long = garment == Garment::Parka;
    let hem = if is_long { 364 } else { 336 };
    let sleeve = format!(
        "<path d=\"M138 116C112 124 98 150 91 204L76 300C75 309 79 314 87 315L109 318C117 319 121 315 122 307L139 214Z\" fill=\"{dark}\"/>\
         <path d=\"M78 290L77 302C76 310 80 314 87 315L109 318C117 319 121 315 122 307L124 297Z\" fill=\"{deep}\"/>\
         <path d=\"M128 130C112 160 106 220 100 290\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"2\" opacity=\".45\"/>"
    );
    let sleeves = if garment == Garment::Vest {
        String::new()
    } else {
        mirrored(&sleeve)
    };
    let body = format!(
        "<path d=\"M152 98C166 112 234 112 248 98L268 112C277 118 281 130 281 146L287 {hem}C287 344 282 348 275 348L125 348C118 348 113 344 113 {hem}L119 146C119 130 123 118 132 112Z\" fill=\"{base}\"/>\
         <path d=\"M152 98L132 112C123 118 119 130 119 146L113 {hem}C113 344 118 348 125 348L150 348C146 260 142 170 152 98Z\" fill=\"{light}\" opacity=\".55\"/>"
    );
    let longer = if is_long {
        format!(
            "<path d=\"M114 330L286 330L288 366C288 372 284 376 277 376L123 376C116 376 112 372 112 366Z\" fill=\"{base}\"/>\
                 <path d=\"M116 250C160 258 240 258 284 250\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"4\" opacity=\".6\"/>"
        )
    } else {
        format!(
            "<path d=\"M113 326L287 326L287 338C287 345 282 348 275 348L125 348C118 348 113 345 113 338Z\" fill=\"{dark}\"/>"
        )
    };
    let neck = match garment {
        Garment::Shell | Garment::Anorak | Garment::Parka => hood(garment, palette),
        Garment::Down | Garment::Fleece | Garment::Vest => format!(
            "<path d=\"M158 104C158 84 166 76 200 76C234 76 242 84 242 104C232 118 168 118 158 104Z\" fill=\"{dark}\"/>\
             <path d=\"M168 98C170 86 178 83 200 83C222 83 230 86 232 98C222 106 178 106 168 98Z\" fill=\"{deep}\"/>"
        ),
    };
    let front = front(garment, palette);
    format!(
        "{}{sleeves}{body}{longer}{neck}{front}",
        shadow(200, 382, 118)
    )
}

fn hood(garment: Garment, palette: &Palette) -> String {
    let Palette {
        base, dark, deep, ..
    } = palette;
    let edge = if garment == Garment::Parka {
        "<path d=\"M164 102C158 70 176 54 200 54C224 54 242 70 236 102\" fill=\"none\" stroke=\"#cdbfa6\" stroke-width=\"13\" stroke-dasharray=\"2 5\"/>"
    } else {
        ""
    };
    format!(
        "<path d=\"M150 104C140 62 166 38 200 38C234 38 260 62 250 104C238 122 162 122 150 104Z\" fill=\"{base}\"/>\
         <path d=\"M150 104C140 62 166 38 200 38C176 46 160 66 166 106C160 108 154 107 150 104Z\" fill=\"{dark}\" opacity=\".6\"/>\
         <path d=\"M166 102C160 70 176 54 200 54C224 54 240 70 234 102C224 114 176 114 166 102Z\" fill=\"{deep}\"/>\
         <path d=\"M172 100C170 78 182 68 200 68C218 68 230 78 228 100C220 108 180 108 172 100Z\" fill=\"#000\" opacity=\".28\"/>{edge}"
    )
}

/// What lies on the body: zip, pockets, seams.
fn front(garment: Garment, palette: &Palette) -> String {
    let Palette {
        light, dark, deep, ..
    } = palette;
    let zip = |from: u32, to: u32| {
        format!(
            "<path d=\"M200 {from}V{to}\" stroke=\"{deep}\" stroke-width=\"4\"/>\
             <path d=\"M200 {from}V{to}\" stroke=\"{light}\" stroke-width=\"1\" stroke-dasharray=\"1 4\"/>\
             <rect x=\"197\" y=\"{from}\" width=\"6\" height=\"15\" rx=\"3\" fill=\"#e8c46a\"/>"
        )
    };
    let pockets = mirrored(&format!(
        "<path d=\"M140 250L162 296\" stroke=\"{deep}\" stroke-width=\"4\" opacity=\".75\"/>\
         <path d=\"M140 250L145 260\" stroke=\"#e8c46a\" stroke-width=\"4\"/>"
    ));
    let badge = format!(
        "<path d=\"M226 158L236 142L246 158Z\" fill=\"{light}\"/><path d=\"M236 158L243 148L250 158Z\" fill=\"#fff\" opacity=\".7\"/>"
    );
    let seam = |d: &str| {
        format!(
            "<path d=\"{d}\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"2.5\" opacity=\".5\"/>"
        )
    };
    match garment {
        Garment::Shell => {
            let yoke = seam("M122 176C156 190 176 168 200 168C224 168 244 190 278 176");
            format!("{yoke}{}{pockets}{badge}", zip(112, 346))
        }
        Garment::Anorak => format!(
            "<path d=\"M124 218H276L282 306H118Z\" fill=\"{dark}\"/>{}\
             <path d=\"M124 236H276\" stroke=\"{deep}\" stroke-width=\"3\"/>\
             <circle cx=\"150\" cy=\"228\" r=\"4\" fill=\"#e8c46a\"/><circle cx=\"250\" cy=\"228\" r=\"4\" fill=\"#e8c46a\"/>{}{badge}",
            seam("M200 240V304"),
            zip(112, 200)
        ),
        Garment::Down | Garment::Vest => {
            let chambers: String = (0..6)
                .map(|row| {
                    let y = 142 + row * 32;
                    let half = 80 + row;
                    seam(&format!(
                        "M{} {y}C{} {} {} {} 200 {y}C{} {} {} {} {} {y}",
                        200 - half,
                        160,
                        y + 13,
                        180,
                        y + 8,
                        220,
                        y + 8,
                        240,
                        y + 13,
                        200 + half
                    ))
                })
                .collect();
            format!("{chambers}{}{pockets}{badge}", zip(104, 346))
        }
        Garment::Fleece => format!(
            "<path d=\"M120 146C120 128 124 118 132 112L152 98C166 112 234 112 248 98L268 112C276 118 280 128 280 146C250 178 150 178 120 146Z\" fill=\"{dark}\" opacity=\".75\"/>\
             <rect x=\"222\" y=\"186\" width=\"44\" height=\"46\" rx=\"5\" fill=\"{dark}\"/><path d=\"M226 194H262\" stroke=\"#e8c46a\" stroke-width=\"3\"/>{}{pockets}",
            zip(104, 346)
        ),
        Garment::Parka => {
            let flaps = mirrored(&format!(
                "<rect x=\"132\" y=\"276\" width=\"48\" height=\"58\" rx=\"6\" fill=\"{dark}\"/>\
                 <path d=\"M130 274H182V292C170 300 142 300 130 292Z\" fill=\"{deep}\" opacity=\".8\"/>\
                 <path d=\"M142 176H176\" stroke=\"{deep}\" stroke-width=\"4\"/>"
            ));
            format!(
                "<path d=\"M190 112H210V376H190Z\" fill=\"{dark}\"/>{}{flaps}{badge}",
                zip(112, 370)
            )
        }
    }
}

/// A drawing of the left half and its mirror image.
fn mirrored(left: &str) -> String {
    format!("<g>{left}</g><g transform=\"translate(400 0) scale(-1 1)\">{left}</g>")
}

/// A hiking boot from the side.
pub(crate) fn boot(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    format!(
        "{}<path d=\"M112 84C140 76 176 76 204 84C208 118 210 150 216 172C222 192 246 204 274 216C316 232 336 254 338 292L338 304H98V270C98 242 110 222 112 190Z\" fill=\"{base}\"/>\
         <path d=\"M112 84C140 76 176 76 204 84L206 112C176 104 142 104 113 112Z\" fill=\"{deep}\"/>\
         <path d=\"M113 112C142 104 176 104 206 112L210 148L226 186L214 206C190 190 176 160 172 118Z\" fill=\"{dark}\"/>\
         <path d=\"M98 304V268C98 246 108 232 111 214C132 216 150 240 152 304Z\" fill=\"{dark}\"/>\
         <path d=\"M270 214C316 230 336 254 338 292V304H262C250 268 254 236 270 214Z\" fill=\"{dark}\"/>\
         <path d=\"M152 300C152 262 190 246 252 262\" fill=\"none\" stroke=\"{light}\" stroke-width=\"3\" stroke-dasharray=\"5 5\"/>\
         <path d=\"M116 80C104 62 122 54 130 70\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"6\"/>{}{}",
        shadow(218, 350, 136),
        laces(&[
            (176, 122, 207, 118),
            (179, 144, 210, 138),
            (185, 166, 216, 158),
            (196, 186, 226, 178),
            (216, 204, 242, 192),
            (238, 218, 262, 204)
        ]),
        sole(deep)
    )
}

/// A low shoe from the side.
pub(crate) fn shoe(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    format!(
        "{}<path d=\"M104 190C112 178 124 178 132 190C144 206 168 206 190 190C198 184 206 184 212 190C232 212 258 222 284 230C320 240 338 258 338 290V304H98V240C98 220 96 204 104 190Z\" fill=\"{base}\"/>\
         <path d=\"M104 190C112 178 124 178 132 190C144 206 168 206 190 190L196 202C168 222 136 220 120 204Z\" fill=\"{deep}\"/>\
         <path d=\"M98 304V240C98 226 97 214 100 202C124 220 146 256 148 304Z\" fill=\"{dark}\"/>\
         <path d=\"M284 230C320 240 338 258 338 290V304H266C258 272 264 248 284 230Z\" fill=\"{dark}\"/>\
         <path d=\"M150 296C170 250 206 236 262 256\" fill=\"none\" stroke=\"{light}\" stroke-width=\"9\"/>\
         <path d=\"M176 300C190 268 214 256 260 270\" fill=\"none\" stroke=\"{light}\" stroke-width=\"5\" opacity=\".7\"/>\
         <path d=\"M100 194C88 176 106 168 116 184\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"6\"/>{}{}",
        shadow(218, 350, 136),
        laces(&[
            (190, 214, 212, 194),
            (208, 224, 228, 206),
            (226, 232, 246, 216),
            (246, 240, 264, 224)
        ]),
        sole(deep)
    )
}

/// A high boot without laces to the toe, lined at the top.
pub(crate) fn winter_boot(palette: &Palette) -> String {
    let Palette {
        base,
        light,
        dark,
        deep,
    } = palette;
    format!(
        "{}<path d=\"M114 70H206C208 120 210 156 218 184C226 206 250 214 280 224C320 236 338 256 338 290V304H98V262C98 234 112 212 114 180Z\" fill=\"{base}\"/>\
         <path d=\"M114 70H150C146 150 150 230 142 304H98V262C98 234 112 212 114 180Z\" fill=\"{light}\" opacity=\".4\"/>\
         <rect x=\"104\" y=\"54\" width=\"112\" height=\"34\" rx=\"17\" fill=\"#e4dccb\"/>\
         <path d=\"M116 70H204\" stroke=\"#cfc4ad\" stroke-width=\"10\" stroke-dasharray=\"1 11\"/>\
         <path d=\"M98 304V268C150 250 170 270 214 262C262 254 320 256 337 284L338 304Z\" fill=\"{dark}\"/>\
         <path d=\"M114 150C150 158 186 158 211 150\" fill=\"none\" stroke=\"{deep}\" stroke-width=\"9\"/>\
         <rect x=\"176\" y=\"142\" width=\"20\" height=\"22\" rx=\"4\" fill=\"#e8c46a\"/>\
         <path d=\"M122 112C150 118 180 118 208 112\" fill=\"none\" stroke=\"{dark}\" stroke-width=\"3\"/>{}",
        shadow(218, 350, 136),
        sole(deep)
    )
}

fn laces(rows: &[(u32, u32, u32, u32)]) -> String {
    rows.iter()
        .map(|(x1, y1, x2, y2)| {
            format!(
                "<path d=\"M{x1} {y1}L{x2} {y2}\" stroke=\"#e8c46a\" stroke-width=\"5\"/><circle cx=\"{x1}\" cy=\"{y1}\" r=\"4\" fill=\"#2c2c2a\"/>"
            )
        })
        .collect()
}

fn sole(deep: &str) -> String {
    let lugs: String = (0..8)
        .map(|lug| {
            format!(
                "<rect x=\"{}\" y=\"328\" width=\"20\" height=\"18\" rx=\"4\" fill=\"#26282a\"/>",
                100 + lug * 30
            )
        })
        .collect();
    format!(
        "{lugs}<path d=\"M94 300H342C346 300 348 304 347 310L344 326C343 332 339 336 332 336H110C100 336 95 331 94 322Z\" fill=\"#34373a\"/>\
         <path d=\"M94 300H342C346 300 348 304 347 310L346 314H94Z\" fill=\"{deep}\"/>"
    )
}
