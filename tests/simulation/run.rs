//! Lives through a session, and shrinks one that breaks a rule.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tallymark::engine::consent::Consent;
use tallymark::engine::signal::{FlushReason, Signal};

use super::books::UNREADABLE;
use super::network::Sabotage;
use super::step::{Mode, Session, Step, Weather};
use super::world::{Copied, World};

const HOUR_MS: f64 = 3_600_000.0;
const MINUTE_MS: f64 = 60_000.0;
/// How long the page of a copied tab takes to run.
const SLOWLY_MS: f64 = 1_500.0;
/// Longer than any pause between two tries.
const LONG_MS: f64 = 310_000.0;
/// Longer than what is stored has to wait where there are no locks.
const ORPHANED_MS: f64 = 700_000.0;
/// So often everything is sent at the end: a refused report leads to another report.
const LAST_ROUNDS: u32 = 6;

/// The rules that a session breaks; that nothing panics is one of them.
pub(crate) fn live(session: &Session, sabotage: Option<Sabotage>) -> Vec<String> {
    let lived = catch_unwind(AssertUnwindSafe(|| live_through(session, sabotage)));
    lived.unwrap_or_else(|panic| vec![format!("panic: {:?}", panic.downcast_ref::<String>())])
}

fn live_through(session: &Session, sabotage: Option<Sabotage>) -> Vec<String> {
    let mut world = World::new(session, sabotage);
    for step in &session.steps {
        take(&mut world, *step);
        if !world.books.violations.is_empty() {
            return world.books.violations;
        }
    }
    settle(&mut world);
    let pages: Vec<_> = world.tabs.iter().map(|tab| &tab.page).collect();
    world.books.close(&world.collector, &pages);
    world.books.violations
}

fn take(world: &mut World, step: Step) {
    let tabs = world.tabs.len();
    let chosen = |tab: u32| tab as usize % tabs;
    match step {
        Step::Wait(ms) => world.wait(f64::from(ms)),
        Step::Track(tab, times) => {
            for _ in 0..times {
                world.track(chosen(tab));
            }
        }
        Step::Misname(tab) => world.say(
            chosen(tab),
            Signal::Tracked {
                name: "Not A Name".to_owned(),
                properties: Vec::new(),
            },
        ),
        Step::Flush(tab) => world.say(chosen(tab), Signal::Flush(FlushReason::Asked)),
        Step::Idle(tab) => world.persist(chosen(tab), false),
        Step::Hide(tab) => world.leave(chosen(tab), FlushReason::Hidden),
        Step::Leave(tab, times) => {
            for _ in 0..times {
                world.track(chosen(tab));
            }
            next_page(world, chosen(tab));
        }
        Step::Kill(tab) => {
            world.books.kills = true;
            world.end_page(chosen(tab));
            world.load(chosen(tab));
        }
        Step::Close(tab) => close(world, chosen(tab)),
        Step::Open => world.open(Copied::default()),
        // Without locks, or a channel in their place, two copies of a tab share their open batch: docs/delivery.md says so.
        Step::Duplicate(tab) if world.session.locks => {
            let copied = world.copied(chosen(tab));
            world.open(copied);
        }
        Step::DuplicateSlowly(tab, times) if world.session.locks => {
            let tab = chosen(tab);
            let copied = world.copied(tab);
            for _ in 0..times {
                world.track(tab);
            }
            world.say(tab, Signal::Flush(FlushReason::Asked));
            world.wait(SLOWLY_MS);
            world.open(copied);
        }
        Step::Duplicate(_) | Step::DuplicateSlowly(..) => {}
        Step::Trap(tab) => world.trap(chosen(tab)),
        Step::Weather(weather) => world.weather = weather,
        Step::Storage(works) => {
            world.books.has_failed |= !works;
            world.storage_works = works;
        }
        Step::Corrupt(which) => corrupt(world, which),
        // Without locks only the wall clock tells an abandoned batch from another tab's.
        Step::Jump(_) | Step::Sleep(_)
            if !world.session.locks && world.session.mode == Mode::Local => {}
        Step::Jump(hours) => world.jump(f64::from(hours) * HOUR_MS),
        Step::Sleep(minutes) => world.sleep(f64::from(minutes) * MINUTE_MS),
        Step::Consent(tab, yes) => {
            let consent = if yes {
                Consent::Granted
            } else {
                Consent::Denied
            };
            world.say(chosen(tab), Signal::Consented(consent));
            world.recall(chosen(tab));
        }
    }
}

fn next_page(world: &mut World, tab: usize) {
    world.leave(tab, FlushReason::PageHide);
    world.end_page(tab);
    world.load(tab);
}

fn close(world: &mut World, tab: usize) {
    if world.tabs.len() < 2 {
        return;
    }
    world.leave(tab, FlushReason::PageHide);
    world.end_page(tab);
    let closed = world.tabs.remove(tab);
    for stored in closed.storage.values() {
        world.books.excuse(&stored.body);
    }
}

/// Somebody writes over a batch that no open page has.
fn corrupt(world: &mut World, which: u32) {
    let storage = match world.session.mode {
        Mode::Local => &mut world.shared,
        Mode::Memory | Mode::Session => {
            let tabs = world.tabs.len();
            &mut world.tabs[which as usize % tabs].storage
        }
    };
    let ids: Vec<String> = storage.keys().cloned().collect();
    if let Some(id) = ids.get(which as usize / 2) {
        let stored = storage.get_mut(id).expect("a stored batch");
        stored.note = UNREADABLE[which as usize % UNREADABLE.len()].to_owned();
        world.books.excuse(&stored.body);
    }
}

/// All is well again, and everything gets its chance to be sent.
fn settle(world: &mut World) {
    world.weather = Weather::Fine;
    world.storage_works = true;
    for tab in 0..world.tabs.len() {
        if world.tabs[tab].page.engine.consent() == Consent::Unset {
            world.say(tab, Signal::Consented(Consent::Granted));
            world.recall(tab);
        }
    }
    world.wait(LONG_MS);
    for round in 0..LAST_ROUNDS {
        for tab in 0..world.tabs.len() {
            let choice = world.tabs[tab].page.engine.consent();
            next_page(world, tab);
            world.say(tab, Signal::Consented(choice));
            world.recall(tab);
        }
        world.wait(if round < 2 { ORPHANED_MS } else { LONG_MS });
    }
}

/// The shortest session found that breaks a rule too, with what it breaks.
pub(crate) fn shrink(session: &Session, sabotage: Option<Sabotage>) -> (Session, Vec<String>) {
    let mut best = session.clone();
    let mut broken = live(&best, sabotage);
    let mut size = best.steps.len().div_ceil(2);
    while 0 < size {
        let mut start = 0;
        while start < best.steps.len() {
            let mut shorter = best.clone();
            let end = (start + size).min(shorter.steps.len());
            shorter.steps.drain(start..end);
            let found = live(&shorter, sabotage);
            if found.is_empty() {
                start += size;
            } else {
                (best, broken) = (shorter, found);
            }
        }
        size /= 2;
    }
    (best, broken)
}
