//! What is fetched rather than looked at: brochures as PDF, the feed of new arrivals, the video.

use super::Shop;
use super::catalog::Product;
use super::money::money;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// A tent is pitched in six seconds: 320 by 180 points, eight pictures a second, VP8 without sound.
///
/// Drawn point by point by a program and encoded by ffmpeg with
/// `-c:v libvpx -b:v 18k -crf 34 -g 48 -an -pix_fmt yuv420p`; 14 kB.
const VIDEO: &[u8] = include_bytes!("../../../www/shop/video/pitching.webm");

/// Entries of the feed.
const FEED_ITEMS: usize = 10;

/// Characters in a line of a brochure.
const PDF_LINE_CHARS: usize = 70;

/// `GET /brochures/{slug}.pdf`
pub(crate) async fn brochure(State(shop): State<Arc<Shop>>, Path(file): Path<String>) -> Response {
    let product = file
        .strip_suffix(".pdf")
        .and_then(|slug| shop.catalog.product(slug));
    match product {
        Some(product) => ([(CONTENT_TYPE, "application/pdf")], pdf(product)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /feed.xml`: the new arrivals, as RSS 2.0 (https://www.rssboard.org/rss-specification).
pub(crate) async fn feed(State(shop): State<Arc<Shop>>) -> Response {
    let mut feed = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>Waystone: new arrivals</title><link>/</link><description>What has just come in.</description>\n",
    );
    for product in shop.catalog.new_arrivals(FEED_ITEMS) {
        feed.push_str(&format!(
            "<item><title>{}</title><link>/p/{}</link><description>{}</description></item>\n",
            escaped(&product.name),
            product.slug,
            escaped(&product.description)
        ));
    }
    feed.push_str("</channel></rss>\n");
    ([(CONTENT_TYPE, "application/rss+xml; charset=utf-8")], feed).into_response()
}

/// `GET /videos/pitching.webm`, whole or the one range that is asked for: players seek by ranges.
pub(crate) async fn video(headers: HeaderMap) -> Response {
    let common = [
        (CONTENT_TYPE, "video/webm"),
        (ACCEPT_RANGES, "bytes"),
        (CACHE_CONTROL, "public, max-age=3600"),
    ];
    let wanted = headers.get(RANGE).and_then(|value| value.to_str().ok());
    let Some((first, last)) = wanted.and_then(|range| byte_range(range, VIDEO.len())) else {
        return (common, VIDEO).into_response();
    };
    let Some(part) = VIDEO.get(first..=last) else {
        return StatusCode::RANGE_NOT_SATISFIABLE.into_response();
    };
    let place = format!("bytes {first}-{last}/{}", VIDEO.len());
    (
        StatusCode::PARTIAL_CONTENT,
        common,
        [(CONTENT_RANGE, place)],
        part,
    )
        .into_response()
}

/// First and last byte of `bytes=0-99`, `bytes=100-` or `bytes=-100`; nothing else is understood.
fn byte_range(range: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let end = length.checked_sub(1)?;
    if first.is_empty() {
        let tail: usize = last.parse().ok()?;
        return Some((length.saturating_sub(tail), end));
    }
    let last = if last.is_empty() {
        end
    } else {
        last.parse::<usize>().ok()?.min(end)
    };
    Some((first.parse().ok()?, last))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// One page of text in a font that every reader has: https://www.iso.org/standard/75839.html
fn pdf(product: &Product) -> Vec<u8> {
    let mut text = format!(
        "BT /F1 20 Tf 60 760 Td ({}) Tj /F1 11 Tf",
        shown(&product.name)
    );
    let price = money(product.price_cents).replace('€', "EUR ");
    let mut lines = vec![format!("{}, {price}", product.brand), String::new()];
    lines.extend(wrapped(&product.description));
    lines.push(String::new());
    lines.extend(
        product
            .specs
            .iter()
            .map(|spec| format!("{}: {}", spec.name, spec.value)),
    );
    for line in lines {
        text.push_str(&format!(" 0 -20 Td ({}) Tj", shown(&line)));
    }
    text.push_str(" ET");
    let stream = format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len());
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        stream.as_str(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let size = objects.len() + 1;
    let start = file.len();
    file.push_str(&format!(
        "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ));
    file.into_bytes()
}

/// Text as it stands in a PDF string: ASCII, the three special characters escaped.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    for letter in text.chars() {
        match letter {
            '(' | ')' | '\\' => shown.extend(['\\', letter]),
            '’' => shown.push('\''),
            ' '..='~' => shown.push(letter),
            _ => shown.push('-'),
        }
    }
    shown
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        if let Some(line) = lines.last_mut()
            && line.chars().count() + word.chars().count() < PDF_LINE_CHARS
        {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
            continue;
        }
        lines.push(word.to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::catalog::Catalog;
    use super::*;

    #[test]
    fn a_range_is_read_as_browsers_write_it() {
        assert_eq!(byte_range("bytes=0-", 100), Some((0, 99)));
        assert_eq!(byte_range("bytes=10-19", 100), Some((10, 19)));
        assert_eq!(byte_range("bytes=90-500", 100), Some((90, 99)));
        assert_eq!(byte_range("bytes=-10", 100), Some((90, 99)));
        for odd in ["bytes=-", "items=0-1", "bytes=0-1,5-6", "bytes=x-"] {
            assert_eq!(byte_range(odd, 100), None, "{odd}");
        }
    }

    #[test]
    fn every_brochure_says_where_its_objects_begin() {
        for product in &Catalog::built_in().unwrap().products {
            let file = String::from_utf8(pdf(product)).unwrap();
            assert!(file.is_ascii() && file.starts_with("%PDF-1.4\n"));
            let table = file.split_once("xref\n0 6\n").unwrap().1;
            for (index, line) in table.lines().skip(1).take(5).enumerate() {
                let at: usize = line.split(' ').next().unwrap().parse().unwrap();
                let object = format!("{} 0 obj\n", index + 1);
                assert!(
                    file[at..].starts_with(&object),
                    "{}: {object}",
                    product.slug
                );
            }
        }
    }
}
