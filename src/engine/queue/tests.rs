//! What waits, what goes first where there is too much, and what bounds it, in tests without a shop.

use super::*;
use crate::engine::channel::Channel;
use crate::engine::event::{Event, Standing, clean};
use crate::engine::json::Json;
use crate::engine::part::Parts;
use crate::engine::reader::Reader;
use crate::engine::signal::Scalar;
use crate::engine::terms::read_terms;

#[test]
fn a_flood_is_told_when_something_else_is_and_not_by_itself() {
    let mut queue = Queue::default();
    queue.report();
    assert!(!queue.is_dirty, "nothing happened");
    queue.drop_events(DropReason::Flood, 3);
    assert!(!queue.is_dirty, "a flood is not encoded anew for each");
    queue.report();
    assert!(queue.is_dirty);
    queue.report();
    assert!(queue.is_dirty, "until it is held");
}

fn id(number: u32) -> String {
    shipping::hex([0, 0, 0, number])
}

/// Ships so many batches, one a millisecond; those that were never tried and those under way are named.
fn full(queue: &mut Queue, batches: u32, untried: &[u32], under_way: &[u32], bytes: usize) {
    for number in 0..batches {
        let shipment = Shipment {
            events: 1,
            is_tried: !untried.contains(&number),
            is_in_flight: under_way.contains(&number),
            ..Shipment::new(id(number), bytes, Millis(f64::from(number / 2)))
        };
        queue.ship(shipment, &mut Vec::new());
    }
}

/// What has to go for one more.
fn gone(queue: &mut Queue) -> Vec<String> {
    let mut effects = Vec::new();
    let one = Shipment {
        is_tried: true,
        ..Shipment::new(id(1000), 10, Millis(1e6))
    };
    queue.ship(one, &mut effects);
    let gone = effects.into_iter().filter_map(|effect| {
        let Effect::Forget { batch } = effect else {
            return None;
        };
        Some(batch)
    });
    gone.collect()
}

#[test]
fn of_too_many_batches_the_oldest_that_is_certainly_lost_goes_first() {
    let mut queue = Queue::default();
    full(&mut queue, 64, &[7, 8, 9], &[0, 1], 10);
    for wanted in [7, 8, 9, 2, 3] {
        assert_eq!(gone(&mut queue), [id(wanted)]);
    }
    let told = |reason| queue.dropped.count(reason);
    assert_eq!(told(DropReason::QueueFull), 3);
    assert_eq!(told(DropReason::Unanswered), 2, "they may have arrived");
}

#[test]
fn few_batches_can_be_too_much_too() {
    let mut queue = Queue::default();
    full(&mut queue, 32, &[], &[], MAX_BODY_BYTES);
    assert_eq!(gone(&mut queue), [id(0)], "half a megabyte and a little");
}

#[test]
fn what_an_earlier_page_left_may_have_arrived() {
    let stored = |number| crate::engine::stored::Stored {
        id: id(number),
        note: "1".to_owned(),
        bytes: 10,
        age_ms: f64::from(number),
    };
    let mut queue = Queue::default();
    let held: Vec<_> = (0..65).map(stored).collect();
    queue.restore(&held, "", Millis(1e6), &mut Vec::new());
    assert_eq!(queue.dropped.count(DropReason::Unanswered), 1);
    assert_eq!(queue.queued(), 64);
}

fn moment(now: f64) -> Moment {
    Moment {
        now: Millis(now),
        wall: 1.79e12,
        chance: [1, 2, 3, 4],
    }
}

/// The envelope of tallymark's own format.
const OWN: Envelope<'static> = Envelope {
    site: "shop",
    batch: "",
    touch: false,
    template: None,
};

/// An event with properties of so many bytes, in whole steps of what one may have and a rest.
fn event(bytes: usize) -> CountedEvent {
    let properties = (0..bytes).step_by(100).map(|at| {
        let text = "a".repeat((bytes - at).min(100));
        (format!("text_{at:05}"), Scalar::Text(text))
    });
    let event = Event {
        name: "hello".to_owned(),
        properties: properties.collect(),
        at: Millis(0.0),
        page_type: None,
        page_path: "/".to_owned(),
    };
    let terms = read_terms(&mut Reader::default(), &Json::Object(Vec::new()));
    CountedEvent {
        clean: clean(event, &terms, &mut Wall::new(&Parts::default(), false)),
        standing: Standing {
            nth: 1,
            from: None,
            channel: Channel::Direct,
            arms: Vec::new(),
        },
    }
}

/// The bytes of a body with these events.
fn size(events: &[CountedEvent]) -> usize {
    let id = id(0);
    let envelope = Envelope { batch: &id, ..OWN };
    encode(envelope, events, &Dropped::default(), moment(0.0)).len()
}

#[test]
fn a_batch_as_large_as_the_collector_takes_goes_in_one_and_a_larger_one_in_two() {
    for (spare, closed, open) in [(0, 0, 2), (1, 1, 1)] {
        let mut queue = Queue {
            most_bytes: size(&[event(0), event(90)]) - spare,
            ..Queue::default()
        };
        for bytes in [0, 90] {
            queue.push(event(bytes));
            queue.hold(moment(0.0), OWN, MAX_OPEN, &mut Vec::new());
        }
        assert_eq!(queue.shipments.len(), closed);
        assert_eq!(queue.open.len(), open);
    }
}

#[test]
fn an_event_as_large_as_a_request_is_sent_and_a_larger_one_is_too_large() {
    let fits = |bytes: &usize| size(&[event(*bytes)]) <= MAX_BODY_BYTES;
    let mut room = (0..MAX_BODY_BYTES).step_by(1000).take_while(fits).last();
    for step in [100, 1] {
        let from = room.unwrap();
        room = (from..MAX_BODY_BYTES).step_by(step).take_while(fits).last();
    }
    let room = room.unwrap();
    assert_eq!(size(&[event(room)]), MAX_BODY_BYTES);
    for (bytes, queued) in [(room, 1), (room + 1, 0)] {
        let mut queue = Queue::default();
        queue.push(event(bytes));
        queue.hold(moment(0.0), OWN, MAX_OPEN, &mut Vec::new());
        assert_eq!(queue.queued(), queued);
        assert_eq!(queue.dropped.count(DropReason::TooLarge), 1 - queued);
    }
}

/// What is sent now.
fn pumped(queue: &mut Queue, now: f64) -> usize {
    let mut effects = Vec::new();
    queue.pump(Millis(now), false, &mut effects);
    let is_sent = |effect: &&Effect| matches!(effect, Effect::Send { .. });
    effects.iter().filter(is_sent).count()
}

#[test]
fn as_much_is_under_way_as_leaves_room_for_the_other_tags_of_the_page_and_not_a_byte_more() {
    let mut queue = Queue::default();
    full(&mut queue, 4, &[], &[], MAX_BODY_BYTES);
    assert_eq!(pumped(&mut queue, 0.0), 3, "48 KiB");
    let mut queue = Queue::default();
    full(&mut queue, 4, &[], &[], MAX_BODY_BYTES / 2 * 2 + 1);
    assert_eq!(pumped(&mut queue, 0.0), 2);
}

#[test]
fn a_collector_that_asks_for_a_minute_is_not_asked_again_because_of_a_shorter_wait() {
    let mut queue = Queue::default();
    full(&mut queue, 2, &[], &[], 10);
    assert_eq!(pumped(&mut queue, 0.0), 2);
    for (number, wait_ms) in [(0, 60_000.0), (1, 2_000.0)] {
        let effects = &mut Vec::new();
        queue.answered(&id(number), 503, Some(wait_ms), moment(100.0), effects);
    }
    assert_eq!(queue.resumes(), Some(Millis(60_100.0)));
    assert_eq!(pumped(&mut queue, 59_000.0), 0);
    assert_eq!(pumped(&mut queue, 60_100.0), 1, "one, to see");
}

#[test]
fn a_batch_is_given_up_after_a_day_and_not_before() {
    let mut queue = Queue::default();
    full(&mut queue, 1, &[], &[], 10);
    assert_eq!(pumped(&mut queue, 86_400_000.0), 1);
    queue.answered(&id(0), 0, None, moment(86_400_000.0), &mut Vec::new());
    queue.pump(Millis(86_400_001.0), true, &mut Vec::new());
    assert_eq!(queue.dropped.count(DropReason::Expired), 1);
    assert_eq!(queue.queued(), 0);
}

#[test]
fn parts_of_a_batch_that_is_passed_on_have_other_ids_than_its_halves() {
    let parts = (1..100).map(|place| part_id(&id(0), place).unwrap());
    let mut ids: Vec<String> = parts.collect();
    ids.extend((0..3).map(|place| derived([0, 0, 0, 0], place)));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 102);
    assert_eq!(part_id("no id", 1), None);
}
