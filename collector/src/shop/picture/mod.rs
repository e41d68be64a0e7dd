//! Draws the shop's pictures as SVG.
//!
//! Everything is computed from a style and a colour: no photograph, no font, no licence. Pure
//! functions; who asks for which picture is decided in `pages::pictures`. Only presentation
//! attributes are used, because the shop's own policy forbids inline styles.

mod apparel;
mod colour;
mod gear;
mod light;
mod paper;
mod scene;

use super::catalog::Style;
use apparel::Garment;
use colour::Palette;

pub(crate) use scene::{Daytime, hero, icon};

/// How a product is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// The whole thing.
    Front,
    /// A part of it, close.
    Detail,
    /// Out in the hills.
    Scene,
}

impl View {
    /// All views, in the order of the gallery.
    pub(crate) const ALL: [View; 3] = [View::Front, View::Detail, View::Scene];

    /// As it stands in a picture's address.
    pub(crate) fn name(self) -> &'static str {
        match self {
            View::Front => "front",
            View::Detail => "detail",
            View::Scene => "scene",
        }
    }

    /// As the picture's text alternative says it.
    pub(crate) fn says(self) -> &'static str {
        match self {
            View::Front => "seen from the front",
            View::Detail => "a closer look",
            View::Scene => "out in the hills",
        }
    }
}

/// A product's picture as an SVG document of 400 by 400 units.
pub(crate) fn product(style: Style, hex: &str, view: View) -> String {
    let palette = Palette::of(hex);
    let drawing = drawing(style, &palette);
    match view {
        View::Front => document("0 0 400 400", &drawing),
        View::Detail => document(close_up(style), &drawing),
        View::Scene => document("0 0 400 400", &scene::around(&drawing)),
    }
}

fn drawing(style: Style, palette: &Palette) -> String {
    match style {
        Style::Shell => apparel::jacket(Garment::Shell, palette),
        Style::Anorak => apparel::jacket(Garment::Anorak, palette),
        Style::Down => apparel::jacket(Garment::Down, palette),
        Style::Fleece => apparel::jacket(Garment::Fleece, palette),
        Style::Parka => apparel::jacket(Garment::Parka, palette),
        Style::Vest => apparel::jacket(Garment::Vest, palette),
        Style::Hiking => apparel::boot(palette),
        Style::Low => apparel::shoe(palette),
        Style::Winter => apparel::winter_boot(palette),
        Style::Day => gear::day_pack(palette),
        Style::Trek => gear::trekking_pack(palette),
        Style::Roll => gear::roll_top(palette),
        Style::Dome => gear::dome_tent(palette),
        Style::Tunnel => gear::tunnel_tent(palette),
        Style::Tarp => gear::tarp(palette),
        Style::Headlamp => light::headlamp(palette),
        Style::Lantern => light::lantern(palette),
        Style::Torch => light::torch(palette),
        Style::Sheet => paper::sheet(palette),
        Style::Book => paper::book(palette),
    }
}

/// The part of a drawing that is worth a closer look.
fn close_up(style: Style) -> &'static str {
    match style {
        Style::Shell | Style::Anorak | Style::Parka => "118 30 164 164",
        Style::Down | Style::Fleece | Style::Vest => "120 90 160 160",
        Style::Hiking | Style::Low | Style::Winter => "186 180 166 166",
        Style::Day | Style::Trek | Style::Roll => "120 180 160 160",
        Style::Dome | Style::Tunnel | Style::Tarp => "120 150 180 180",
        Style::Headlamp | Style::Lantern | Style::Torch => "110 120 180 180",
        Style::Sheet | Style::Book => "130 110 150 150",
    }
}

fn document(view_box: &str, content: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"800\" height=\"800\" viewBox=\"{view_box}\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\">{content}</svg>"
    )
}

/// The soft shadow on which a thing stands.
fn shadow(middle: u32, bottom: u32, half_width: u32) -> String {
    format!(
        "<ellipse cx=\"{middle}\" cy=\"{bottom}\" rx=\"{half_width}\" ry=\"9\" fill=\"#000\" opacity=\".13\"/>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::catalog::Catalog;

    #[test]
    fn every_product_has_a_picture_from_every_side_that_closes_what_it_opens() {
        for product in Catalog::built_in().unwrap().products {
            for colour in &product.colours {
                for view in View::ALL {
                    let svg = super::product(product.style, &colour.hex, view);
                    assert_eq!(
                        svg.matches("<g").count(),
                        svg.matches("</g>").count(),
                        "{}",
                        product.slug
                    );
                    assert!(
                        svg.contains(&colour.hex),
                        "{} isn't {}",
                        product.slug,
                        colour.label
                    );
                    assert!(!svg.contains("style="), "{}", product.slug);
                }
            }
        }
    }
}
