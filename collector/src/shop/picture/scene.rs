//! Hills and skies: behind a product, and at the top of the home page.

/// Whether the sun or the moon is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Daytime {
    Day,
    Night,
}

/// A drawing, made smaller, in a landscape.
pub(crate) fn around(drawing: &str) -> String {
    format!(
        "<rect width=\"400\" height=\"400\" fill=\"#dfe8e6\"/><circle cx=\"306\" cy=\"92\" r=\"34\" fill=\"#fbf1d0\"/>\
         <path d=\"M0 250L70 150L128 214L196 118L280 220L330 170L400 240V400H0Z\" fill=\"#b9cbc8\"/>\
         <path d=\"M0 292L90 214L160 270L244 196L320 262L400 212V400H0Z\" fill=\"#93aea6\"/>\
         <path d=\"M0 330C80 300 150 316 210 322C280 328 340 306 400 318V400H0Z\" fill=\"#6f8f7d\"/>\
         <path d=\"M0 366C100 346 300 346 400 366V400H0Z\" fill=\"#5a7867\"/>\
         <g transform=\"translate(80 122) scale(.62)\">{drawing}</g>"
    )
}

/// The picture at the top of the home page, 1600 by 720 units.
pub(crate) fn hero(daytime: Daytime) -> String {
    let [sky, low_sky, sun, far, middle, near, ground, front, water] = match daytime {
        Daytime::Day => [
            "#cfe0df", "#f3ead6", "#fff6dd", "#a9c0bf", "#84a39d", "#5d8273", "#46685a", "#2f4d42",
            "#c4dadb",
        ],
        Daytime::Night => [
            "#101b26", "#22343c", "#e8e4cf", "#22363c", "#1b2d31", "#152526", "#101d1d", "#0b1516",
            "#2b434c",
        ],
    };
    let sky_light = match daytime {
        Daytime::Day => String::new(),
        Daytime::Night => stars(),
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1600\" height=\"720\" viewBox=\"0 0 1600 720\" preserveAspectRatio=\"xMidYMax slice\">\
         <defs><linearGradient id=\"sky\" x2=\"0\" y2=\"1\"><stop stop-color=\"{sky}\"/><stop offset=\".75\" stop-color=\"{low_sky}\"/></linearGradient></defs>\
         <rect width=\"1600\" height=\"720\" fill=\"url(#sky)\"/>{sky_light}<circle cx=\"1450\" cy=\"150\" r=\"64\" fill=\"{sun}\"/>\
         <path d=\"M0 430L180 300L300 380L470 220L620 360L760 280L960 400L1140 230L1300 350L1440 270L1600 380V720H0Z\" fill=\"{far}\"/>\
         <path d=\"M0 500L150 420L330 490L560 350L760 480L940 400L1120 490L1330 370L1600 480V720H0Z\" fill=\"{middle}\"/>\
         <path d=\"M540 560C700 520 1000 520 1180 556C1080 584 700 590 540 560Z\" fill=\"{water}\"/>\
         <path d=\"M0 560C220 500 380 520 600 562C800 596 1000 590 1200 540C1340 506 1480 520 1600 540V720H0Z\" fill=\"{near}\"/>\
         <path d=\"M0 640C260 580 500 610 760 632C1040 656 1300 600 1600 620V720H0Z\" fill=\"{ground}\"/>{}{}\
         <path d=\"M0 700C300 664 520 690 800 694C1120 698 1340 668 1600 680V720H0Z\" fill=\"{front}\"/></svg>",
        trees(front),
        camp(daytime)
    )
}

fn stars() -> String {
    // Multiples of numbers without a common divisor look scattered and are the same each time.
    (1..60_u32)
        .map(|star| {
            let (x, y) = (star * 271 % 1600, star * 97 % 300);
            let radius = if star % 5 == 0 { 2 } else { 1 };
            format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"#fff\" opacity=\".7\"/>")
        })
        .collect()
}

fn trees(colour: &str) -> String {
    [
        (60, 640, 120),
        (110, 650, 84),
        (160, 646, 104),
        (1420, 628, 110),
        (1480, 634, 140),
        (1540, 630, 96),
        (1010, 652, 62),
        (1050, 654, 78),
    ]
    .iter()
    .map(|(x, y, height)| {
        let half = height / 4;
        format!(
            "<path d=\"M{x} {}l{half} {height}h-{}Z\" fill=\"{colour}\"/>",
            y - height,
            half * 2
        )
    })
    .collect()
}

fn camp(daytime: Daytime) -> String {
    let (tent, side, inside) = match daytime {
        Daytime::Day => ("#c96f3f", "#a8562f", "#5d2f1c"),
        Daytime::Night => ("#a85a30", "#7d4022", "#ffd98a"),
    };
    format!(
        "<path d=\"M1180 650L1270 540L1370 650Z\" fill=\"{side}\"/><path d=\"M1180 650L1270 540L1300 650Z\" fill=\"{tent}\"/>\
         <path d=\"M1226 650L1268 580L1282 650Z\" fill=\"{inside}\"/>\
         <path d=\"M1270 540L1150 656M1270 540L1400 654\" stroke=\"#d9c48f\" stroke-width=\"2\"/>"
    )
}

/// The shop's sign: a cairn of three stones.
pub(crate) fn icon() -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"8\" fill=\"#23574a\"/>\
     <ellipse cx=\"16\" cy=\"24\" rx=\"10\" ry=\"4\" fill=\"#f3ead6\"/><ellipse cx=\"16.5\" cy=\"16\" rx=\"7\" ry=\"3.4\" fill=\"#e8c46a\"/>\
     <ellipse cx=\"15.5\" cy=\"9.4\" rx=\"4.2\" ry=\"2.8\" fill=\"#f3ead6\"/></svg>"
        .to_owned()
}
