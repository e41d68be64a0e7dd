//! What an answer means: done, later, never.

/// First waiting time after a failure, milliseconds.
const BASE_MS: f64 = 1000.0;
/// Longest waiting time, milliseconds.
const CAP_MS: f64 = 60_000.0;
/// Longest `Retry-After` that is followed, milliseconds.
const MAX_RETRY_AFTER_MS: f64 = 300_000.0;
/// Even the luckiest jitter leaves a failing collector this long alone, milliseconds.
const LEAST_MS: f64 = 500.0;

/// What to do with a batch after an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Next {
    /// The collector has it.
    Done,
    /// Nothing is to be sent for so many milliseconds.
    Later(f64),
    /// The collector would have less at a time.
    Halve,
    /// The collector will not have it.
    Never,
}

/// Decides by HTTP status; 0 is no answer at all.
///
/// `failures` counts those in a row, this one not included. Backoff with full jitter:
/// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/. Retried are no
/// answer, 408, 425, 429 and 5xx.
pub(crate) fn decide(status: u16, failures: u32, retry_after_ms: Option<f64>, chance: u32) -> Next {
    match status {
        200..=299 => return Next::Done,
        0 | 408 | 425 | 429 | 500..=599 => {}
        413 => return Next::Halve,
        _ => return Next::Never,
    }
    if let Some(wanted) = retry_after_ms {
        return Next::Later(wanted.clamp(LEAST_MS, MAX_RETRY_AFTER_MS));
    }
    let mut most = BASE_MS;
    for _ in 0..failures.min(6) {
        most *= 2.0;
    }
    let most = most.min(CAP_MS);
    let jitter = f64::from(chance) / f64::from(u32::MAX);
    Next::Later((most * jitter).max(LEAST_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_2xx_is_an_acknowledgement_and_a_refusal_is_final() {
        for status in [200, 202, 204, 299] {
            assert_eq!(decide(status, 0, None, 0), Next::Done, "{status}");
        }
        for status in [301, 304, 400, 401, 403, 404, 410, 422, 600, 100] {
            assert_eq!(decide(status, 0, None, 0), Next::Never, "{status}");
        }
        for status in [0, 408, 425, 429, 500, 502, 503, 504, 599] {
            assert!(
                matches!(decide(status, 0, None, 0), Next::Later(_)),
                "{status}"
            );
        }
    }

    #[test]
    fn what_is_too_large_goes_in_halves() {
        assert_eq!(decide(413, 3, Some(9.0), 0), Next::Halve);
    }

    #[test]
    fn waiting_doubles_up_to_a_minute_and_never_ends_at_once() {
        let most = |failures| decide(503, failures, None, u32::MAX);
        assert_eq!(most(0), Next::Later(1000.0));
        assert_eq!(most(3), Next::Later(8000.0));
        assert_eq!(most(6), Next::Later(60_000.0));
        assert_eq!(most(1000), Next::Later(60_000.0));
        assert_eq!(decide(503, 3, None, 0), Next::Later(500.0));
    }

    #[test]
    fn retry_after_is_followed_within_reason() {
        let wait = |retry_after_ms| decide(429, 0, Some(retry_after_ms), 7);
        assert_eq!(wait(2000.0), Next::Later(2000.0));
        assert_eq!(wait(-5.0), Next::Later(500.0));
        assert_eq!(wait(1e15), Next::Later(300_000.0));
    }
}
