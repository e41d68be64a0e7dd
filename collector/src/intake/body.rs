//! Reads a request's body within limits, and unpacks one that is packed with gzip.
//!
//! Comes before `batch`. A packed body is bounded twice: as it arrives and as it unpacks, so
//! that a few bytes that unpack to gigabytes cost no more than a large body.

use std::io::Read;

use axum::body::Body;
use axum::http::header::CONTENT_ENCODING;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use flate2::read::MultiGzDecoder;
use http_body_util::BodyExt;

use super::refuse;

/// Most bytes of a body, packed or not: what browsers let a page send with `keepalive`.
///
/// https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
const MAX_BODY_BYTES: usize = 64 * 1024;
/// Most bytes that are read at all. What is above the limit is thrown away, so that the client
/// gets to see the 413: a connection closed under a half-sent body looks like a network failure.
pub(super) const MAX_READ_BYTES: usize = MAX_BODY_BYTES + 1024 * 1024;

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// Not at all.
    Plain,
    /// With gzip, as `CompressionStream` and servers do.
    Gzip,
    /// In a way that isn't read here.
    Unknown,
}

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The client broke off.
    EndedEarly,
    /// Above the limit, as it came or as it unpacked.
    TooLarge,
    /// It isn't what `content-encoding` says.
    NotGzip,
}

impl Wrong {
    /// What the client hears.
    pub(super) fn answer(self) -> Response {
        match self {
            Wrong::EndedEarly => refuse(StatusCode::BAD_REQUEST, "body: ended too early"),
            Wrong::NotGzip => refuse(StatusCode::BAD_REQUEST, "body: expected gzip"),
            Wrong::TooLarge => {
                let error = format!("body: expected at most {MAX_BODY_BYTES} bytes");
                refuse(StatusCode::PAYLOAD_TOO_LARGE, &error)
            }
        }
    }
}

/// What the headers say.
pub(super) fn coding(headers: &HeaderMap) -> Coding {
    let mut values = headers.get_all(CONTENT_ENCODING).iter();
    match (values.next(), values.next()) {
        (None, _) => Coding::Plain,
        (Some(value), None) if value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"gzip") => {
            Coding::Gzip
        }
        (Some(_), _) => Coding::Unknown,
    }
}

/// Reads all of it.
///
/// # Errors
/// When it breaks off, is too large or can't be unpacked.
pub(super) async fn read(body: Body, coding: Coding) -> Result<Bytes, Wrong> {
    let body = whole(body).await?;
    match coding {
        Coding::Gzip => unpacked(&body),
        Coding::Plain | Coding::Unknown => Ok(body),
    }
}

async fn whole(mut body: Body) -> Result<Bytes, Wrong> {
    let mut taken = BytesMut::new();
    let mut bytes = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_broken| Wrong::EndedEarly)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        bytes += data.len();
        if MAX_READ_BYTES < bytes {
            return Err(Wrong::TooLarge);
        }
        if bytes <= MAX_BODY_BYTES {
            taken.extend_from_slice(&data);
        }
    }
    if MAX_BODY_BYTES < bytes {
        return Err(Wrong::TooLarge);
    }
    Ok(taken.freeze())
}

fn unpacked(packed: &[u8]) -> Result<Bytes, Wrong> {
    let mut body = Vec::new();
    // One byte more than is allowed is enough to know that there is more.
    MultiGzDecoder::new(packed)
        .take(MAX_BODY_BYTES as u64 + 1)
        .read_to_end(&mut body)
        .map_err(|_broken| Wrong::NotGzip)?;
    if MAX_BODY_BYTES < body.len() {
        return Err(Wrong::TooLarge);
    }
    Ok(Bytes::from(body))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(body: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(body).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn a_packed_body_may_be_as_large_as_a_plain_one_and_no_larger() {
        let fits = vec![b' '; MAX_BODY_BYTES];
        assert_eq!(unpacked(&gzip(&fits)).unwrap(), fits);
        let bomb = gzip(&vec![b' '; 50_000_000]);
        assert!(bomb.len() < MAX_BODY_BYTES, "{}", bomb.len());
        assert_eq!(unpacked(&bomb), Err(Wrong::TooLarge));
    }

    #[test]
    fn what_is_no_gzip_is_refused() {
        let whole = gzip(b"{}");
        let (half, _) = whole.split_at(whole.len() - 3);
        for wrong in [&b"{}"[..], b"", half] {
            assert_eq!(unpacked(wrong), Err(Wrong::NotGzip), "{wrong:?}");
        }
    }
}
