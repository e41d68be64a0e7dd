//! The shopper clicks something that shares: without a `selector`, a link to a network's or a
//! messenger's share page, or one that writes an e-mail.
//!
//! A call of `navigator.share` by the shop's code can't be noticed without replacing that function,
//! which tallymark doesn't do: name its button in `selector`, or let the code `track('share')`.
//!
//! ```json
//! { "share": {} }
//! { "share": { "selector": ".share-button" } }
//! ```

use super::Trigger;
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::watch::{DomEvent, Sense};

/// Links that share, by the addresses that the networks document for it.
const LINKS: &str = "a[href*='facebook.com/sharer'],a[href*='facebook.com/share.php'],a[href*='facebook.com/dialog/share'],a[href*='twitter.com/intent/'],a[href*='twitter.com/share'],a[href*='//x.com/intent/'],a[href*='pinterest.'][href*='/pin/create'],a[href*='linkedin.com/share'],a[href*='linkedin.com/sharing'],a[href*='reddit.com/submit'],a[href*='tumblr.com/widgets/share'],a[href*='//t.me/share'],a[href*='//wa.me/?'],a[href*='whatsapp.com/send'],a[href^='whatsapp:'],a[href*='vk.com/share'],a[href*='bsky.app/intent/'],a[href*='line.me/R/'],a[href*='xing.com/spi/shares'],a[href^='mailto:?'],a[href^='sms:?']";

#[derive(Debug)]
pub(super) struct Share {
    selector: String,
}

impl Share {
    pub(super) const NAME: &'static str = "share";
    pub(super) const KEYS: &'static [&'static str] = &["selector"];

    #[inline(never)]
    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Share> {
        let selector = reader.selector(settings, "selector");
        Some(Share {
            selector: selector.unwrap_or_else(|| LINKS.to_owned()),
        })
    }
}

impl Trigger for Share {
    fn sense(&self) -> Sense {
        Sense::Dom {
            event: DomEvent::Click,
            selector: self.selector.clone(),
        }
    }
}
