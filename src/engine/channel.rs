//! Says from which class of place a visit came: all that is kept of a referrer and of `utm_*`.
//!
//! No host, campaign or click id leaves this file, only one of six words. Linear in its input.

use crate::engine::text::{ascii_lower, cut, has_word};

/// The class of place that a visit came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    /// Typed, bookmarked, or unknown.
    Direct,
    /// An unpaid result of a search engine.
    Search,
    /// A social network.
    Social,
    /// A newsletter or a mail reader.
    Email,
    /// An advertisement.
    Paid,
    /// A link on any other site.
    Referral,
}

/// All channels with the word that is sent.
pub(crate) const CHANNELS: [(Channel, &str); 6] = [
    (Channel::Direct, "direct"),
    (Channel::Search, "search"),
    (Channel::Social, "social"),
    (Channel::Email, "email"),
    (Channel::Paid, "paid"),
    (Channel::Referral, "referral"),
];

/// Query keys that advertisers add to links; their values name a click, so they are never read.
const CLICK_ID_KEYS: &str = "gclid gclsrc dclid gbraid wbraid msclkid twclid li_fat_id ttclid rdt_cid epik \
    qclid sccid irclid yclid";

/// Query keys that social networks add to all links, paid or not, so that they only tell the network; their
/// values name a click too.
const SOCIAL_ID_KEYS: &str = "fbclid igshid igsh";

/// Further keys whose values name a click, a message or a shopper, and say nothing of advertisements.
const OTHER_ID_KEYS: &str = "_kx mc_eid mc_cid _hsenc _hsmi mkt_tok vero_id oly_enc_id oly_anon_id wickedid \
    ymclid _openstat cjevent awc sscid tduid zanpid srsltid _gl _ga ref_id clickid click_id";

/// Words in `utm_medium` or `utm_source`; a `*` at the end stands for any ending.
const CAMPAIGN_WORDS: [(Channel, &str); 5] = [
    (
        Channel::Paid,
        "paid* cpc cpm cpv cpa ppc display banner retargeting shopping ads adwords googleads",
    ),
    (
        Channel::Email,
        "email* e-mail* mail mailing newsletter* klaviyo mailchimp brevo",
    ),
    (
        Channel::Social,
        "social* sm facebook fb instagram ig tiktok pinterest twitter x linkedin youtube reddit",
    ),
    (
        Channel::Search,
        "organic seo google bing duckduckgo ecosia yahoo yandex baidu",
    ),
    (
        Channel::Referral,
        "referral affiliate* partner* influencer* qr",
    ),
];

/// Hosts of a class; one that ends in a dot stands under any country's domain. Mail comes first,
/// since most mail hosts belong to a search engine.
const HOSTS: [(Channel, &str); 3] = [
    (
        Channel::Email,
        "mail.google.com mail.yahoo.com outlook.live.com outlook.office.com outlook.office365.com mail.proton.me \
         mail.aol.com webmail. navigator.gmx.net navigator.web.de com.google.android.gm",
    ),
    (
        Channel::Social,
        "facebook.com instagram.com threads.net t.co twitter.com x.com linkedin.com lnkd.in pinterest. pin.it \
         tiktok.com youtube.com youtu.be reddit.com snapchat.com whatsapp.com t.me telegram.org vk.com bsky.app",
    ),
    (
        Channel::Search,
        "google. bing.com duckduckgo.com yahoo. yahoo.com ecosia.org qwant.com startpage.com search.brave.com baidu.com \
         yandex. naver.com seznam.cz kagi.com swisscows.com",
    ),
];

impl Channel {
    /// The word that is sent.
    pub(crate) fn as_str(self) -> &'static str {
        CHANNELS
            .iter()
            .find(|(channel, _)| *channel == self)
            .map_or("direct", |(_, word)| word)
    }

    /// The channel of a word, for what was stored earlier in the tab.
    pub(crate) fn from_str(word: &str) -> Option<Channel> {
        CHANNELS
            .iter()
            .find(|(_, found)| *found == word)
            .map(|(channel, _)| *channel)
    }
}

/// The channel of a visit: `utm_medium` decides, then the click id of an advertisement, `utm_source`, the click
/// id of a social network, and the referrer.
///
/// Hosts are in lower case and without a port, as `URL.hostname` gives them. A referrer on
/// `own_host`, or on a domain above or below it, is no origin.
pub(crate) fn channel(
    landing_query: &[(String, String)],
    referrer_host: Option<&str>,
    own_host: &str,
) -> Channel {
    let value = |key: &str| {
        landing_query
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    };
    let clicked = |keys: &str| landing_query.iter().any(|(key, _)| has_word(keys, key));
    value("utm_medium")
        .and_then(campaign_channel)
        .or_else(|| clicked(CLICK_ID_KEYS).then_some(Channel::Paid))
        .or_else(|| value("utm_source").and_then(campaign_channel))
        .or_else(|| clicked(SOCIAL_ID_KEYS).then_some(Channel::Social))
        .unwrap_or_else(|| host_channel(referrer_host.unwrap_or_default(), own_host))
}

/// Whether the values of a query key name one click or one shopper, so that they never leave.
pub(crate) fn is_click_id(key: &str) -> bool {
    let key = ascii_lower(key);
    let lists = [CLICK_ID_KEYS, SOCIAL_ID_KEYS, OTHER_ID_KEYS];
    lists.iter().any(|keys| has_word(keys, &key))
}

fn campaign_channel(value: &str) -> Option<Channel> {
    let value = ascii_lower(value);
    let class = CAMPAIGN_WORDS
        .iter()
        .find(|(_, words)| has_word(words, &value));
    class.map(|(channel, _)| *channel)
}

fn host_channel(host: &str, own_host: &str) -> Channel {
    if host.is_empty() || is_under(host, own_host) || is_under(own_host, host) {
        return Channel::Direct;
    }
    let class = HOSTS.iter().find(|(_, hosts)| {
        hosts
            .split_ascii_whitespace()
            .any(|known| is_known(host, known))
    });
    class.map_or(Channel::Referral, |(channel, _)| *channel)
}

fn is_known(host: &str, known: &str) -> bool {
    if !known.ends_with(".") {
        return is_under(host, known);
    }
    // "google." is a label with at most two labels behind it: www.google.co.uk.
    let mut rest = host;
    while let Some((_, behind)) = cut(rest, b'.') {
        if rest.starts_with(known) {
            return behind.bytes().filter(|byte| *byte == b'.').count() < 2;
        }
        rest = behind;
    }
    false
}

/// Whether `host` is `domain` or lies below it.
fn is_under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::text::query_pairs;

    fn check(search: &str, referrer_host: &str, expected: &str) {
        let host = Some(referrer_host).filter(|host| !host.is_empty());
        let channel = channel(&query_pairs(search), host, "www.waystone.example");
        assert_eq!(channel.as_str(), expected, "{search} from {referrer_host}");
    }

    #[test]
    fn the_referrer_says_the_channel_when_the_link_does_not() {
        check("", "", "direct");
        check("", "www.waystone.example", "direct");
        check("", "waystone.example", "direct");
        check("", "pay.www.waystone.example", "direct");
        check("", "www.google.com", "search");
        check("", "google.de", "search");
        check("", "www.google.co.uk", "search");
        check("", "google.evil.blog.example", "referral");
        check("", "www.bing.com", "search");
        check("", "duckduckgo.com", "search");
        check("", "de.search.yahoo.com", "search");
        check("", "yandex.ru", "search");
        check("", "mail.google.com", "email");
        check("", "mail.yahoo.com", "email");
        check("", "outlook.live.com", "email");
        check("", "webmail.host.example", "email");
        check("", "l.facebook.com", "social");
        check("", "t.co", "social");
        check("", "at.co", "referral");
        check("", "www.pinterest.de", "social");
        check("", "l.instagram.com", "social");
        check("", "blog.example", "referral");
        check("", "notwaystone.example", "referral");
        check("", "mybing.com", "referral");
        check("?q=tent", "blog.example", "referral");
    }

    #[test]
    fn the_link_of_a_campaign_says_more_than_the_referrer() {
        check(
            "?utm_medium=cpc&utm_source=google",
            "www.google.com",
            "paid",
        );
        check("?utm_medium=PPC", "", "paid");
        check("?utm_medium=paid_social", "l.facebook.com", "paid");
        check("?utm_medium=Paid+Search", "", "paid");
        check("?utm_medium=display", "", "paid");
        check("?utm_medium=email", "", "email");
        check("?utm_medium=Newsletter", "mail.google.com", "email");
        check("?utm_medium=social", "", "social");
        check("?utm_medium=social-media", "", "social");
        check("?utm_medium=organic", "", "search");
        check("?utm_medium=referral", "", "referral");
        check("?utm_medium=affiliate", "", "referral");
        check("?utm_source=newsletter", "", "email");
        check("?utm_source=facebook", "", "social");
        check("?utm_source=google", "", "search");
        check("?utm_source=spring&utm_medium=poster", "", "direct");
        check("?utm_source=spring", "www.bing.com", "search");
        check("?utm_medium=", "www.bing.com", "search");
    }

    #[test]
    fn a_click_id_says_that_the_click_was_paid() {
        check("?gclid=x", "www.google.com", "paid");
        check("?msclkid=x", "www.bing.com", "paid");
        check("?wbraid=x&utm_source=google", "www.google.com", "paid");
        check("?gclid", "", "paid");
        check("?gclidx=1", "", "direct");
        check("?utm_medium=email&gclid=x", "", "email");
    }

    #[test]
    fn a_link_that_a_social_network_has_marked_is_paid_only_if_the_campaign_says_so() {
        check("?fbclid=x", "l.facebook.com", "social");
        check("?fbclid=x", "", "social");
        check("?fbclid=x&utm_medium=paid_social", "l.facebook.com", "paid");
        check("?fbclid=x&utm_medium=cpc&utm_source=facebook", "", "paid");
        check("?fbclid=x&utm_source=newsletter", "", "email");
        check("?fbclid=x&gclid=y", "", "paid");
        check("?igshid=x", "", "social");
        check("?ttclid=x", "www.tiktok.com", "paid");
    }

    #[test]
    fn a_key_that_names_a_click_is_known() {
        for key in ["gclid", "FBCLID", "igshid", "_kx", "mc_eid", "li_fat_id"] {
            assert!(is_click_id(key), "{key}");
        }
        for key in ["q", "utm_source", "color", "ref", "id"] {
            assert!(!is_click_id(key), "{key}");
        }
    }

    #[test]
    fn a_channel_and_its_word_are_one() {
        for (channel, word) in CHANNELS {
            assert_eq!(channel.as_str(), word);
            assert_eq!(Channel::from_str(word), Some(channel));
        }
        assert_eq!(Channel::from_str("Direct"), None);
    }
}
