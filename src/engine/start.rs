//! Starting: the config becomes an engine, and what the last page of the tab left is taken up.

use super::attention::Attention;
use super::channel::channel;
use super::config::{Config, read_config};
use super::confirmation::Attempts;
use super::consent::Consent;
use super::definition::Definition;
use super::effect::Effect;
use super::flood::Flood;
use super::inside::add_watches;
use super::journey::Journey;
use super::millis::Moment;
use super::page::Page;
use super::part::Parts;
use super::problem::Problem;
use super::property::Property;
use super::queue::Queue;
use super::signal::Location;
use super::stored::Stored;
use super::text::{joined, query_pairs};
use super::wall::Wall;
use super::watch::{Sense, Watch, ambient};
use super::{Engine, Owner};

/// What the engine is told when it starts.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The config file's text.
    pub config: String,
    /// What [`Engine::snapshot`] gave on the last page of this tab.
    pub saved: Option<String>,
    /// The address.
    pub location: Location,
    /// Host of the page that led here, if the browser tells it.
    pub referrer_host: Option<String>,
    /// The shop's own host.
    pub own_host: String,
    /// The main pointer is a finger.
    pub touch: bool,
    /// The browser sends Global Privacy Control.
    pub gpc: bool,
    /// The browser sends Do Not Track.
    pub dnt: bool,
    /// The file of the catalogue's words, if the config names one and it has come.
    pub words: Option<Vec<u8>>,
    /// What the shopper has chosen on this page before the engine ran.
    pub choice: Option<Consent>,
    /// Batches that an earlier page left unacknowledged.
    pub held: Vec<Stored>,
}

impl Engine {
    /// Starts with a config; without one that can be used there are only problems.
    ///
    /// # Errors
    ///
    /// The problems, where the file is no JSON or has no collector that may be used.
    pub fn start(moment: Moment, start: &Start) -> Result<(Engine, Vec<Effect>), Vec<Problem>> {
        Engine::start_with(moment, start, &mut Parts::default())
    }

    /// As [`Engine::start`], where parts may be absent: nothing starts while some are lacking.
    ///
    /// # Errors
    ///
    /// As [`Engine::start`]; with lacking parts the problems say nothing.
    pub fn start_with(
        moment: Moment,
        start: &Start,
        parts: &mut Parts,
    ) -> Result<(Engine, Vec<Effect>), Vec<Problem>> {
        let (config, mut problems) = read_config(&start.config, parts);
        let Some(mut config) = config.filter(|_| parts.lacking == 0) else {
            return Err(problems);
        };
        if let Some(format) = &mut config.format {
            format.origin = joined(&["https://", &start.own_host]);
        }
        if config.terms.take(start.words.as_deref()) {
            problems.push(Problem {
                place: "vocabulary".to_owned(),
                text: "no file of words could be read there; every word becomes <other>".to_owned(),
            });
        }
        let channel = channel(
            &query_pairs(&start.location.search),
            start.referrer_host.as_deref(),
            &start.own_host,
        );
        let consent = if let Some(choice) = start.choice {
            choice
        } else if (start.gpc && config.gpc) || (start.dnt && config.dnt) {
            Consent::Denied
        } else if config.consent_required {
            Consent::Unset
        } else {
            Consent::Granted
        };
        let (watches, owners) = watches(&config);
        let reads_texts = |definition: &Definition| {
            !definition.lists.is_empty() || definition.properties.iter().any(Property::is_text)
        };
        let wall = Wall::new(parts, config.definitions.iter().any(reads_texts));
        let mut ambient = Vec::new();
        for (id, definition) in config.definitions.iter().enumerate() {
            if definition.trigger.ambient() & ambient::FREQUENT != 0 {
                ambient.push(id);
            }
        }
        let mut engine = Engine {
            ambient,
            page: Page::at(&start.location, &config.pages),
            config,
            problems,
            watches,
            owners,
            observed: Vec::new(),
            attention: Attention::new(moment.now),
            touch: start.touch,
            consent,
            journey: Journey::new(channel),
            attempts: Attempts::default(),
            queue: Queue::default(),
            looks: Vec::new(),
            payloads: Vec::new(),
            wanted: Vec::new(),
            elements: Vec::new(),
            wall,
            notices: Vec::new(),
            flood: Flood::new(moment.now),
            counted: 0,
            now: moment.now,
            chance: 0,
            draws: 0,
        };
        let mut effects = Vec::new();
        engine.take_up(moment, start, &mut effects);
        Ok((engine, effects))
    }

    /// Takes up what the last page of this tab left.
    fn take_up(&mut self, moment: Moment, start: &Start, effects: &mut Vec<Effect>) {
        for (id, watch) in self.watches.iter().enumerate() {
            let is_trigger = matches!(self.owners.get(id), Some(Owner::Trigger(_)));
            if is_trigger && watch.sense == Sense::Mutation {
                effects.push(Effect::Observe {
                    watch: id,
                    on: true,
                });
                effects.push(Effect::Look(id));
            }
        }
        if self.consent == Consent::Denied {
            effects.push(Effect::Purge);
            return;
        }
        effects.extend(self.recall(moment, start.saved.as_deref(), &start.held));
    }

    /// Takes up what is left of an earlier page, or of an engine that failed: its
    /// [`Engine::snapshot`], and the batches that nobody acknowledged. What was stored is only to
    /// be read where [`Engine::may_store`].
    pub fn recall(&mut self, moment: Moment, saved: Option<&str>, held: &[Stored]) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mark = self.mark();
        self.queue.restore(held, &mark, moment.now, &mut effects);
        if let Some(saved) = saved {
            self.restore(moment, saved);
            self.observe(&mut effects);
            for watch in &self.observed {
                effects.push(Effect::Look(*watch));
            }
        }
        self.deliver(moment, None, &mut effects);
        effects
    }
}

/// The watches of all definitions, and whose each is.
fn watches(config: &Config) -> (Vec<Watch>, Vec<Owner>) {
    let mut watches = Vec::new();
    let mut owners = Vec::new();
    for (id, definition) in config.definitions.iter().enumerate() {
        let (within, reads) = (definition.within.clone(), definition.reads.clone());
        watches.push(Watch {
            sense: definition.trigger.sense(),
            within,
            reads,
        });
        owners.push(Owner::Trigger(id));
        for (place, proof) in definition.proofs.iter().enumerate() {
            let mut reads = Vec::new();
            if let Some(read) = proof.trigger.read() {
                reads.push(read);
            }
            watches.push(Watch {
                sense: proof.trigger.sense(),
                within: None,
                reads,
            });
            owners.push(Owner::Proof(id, place));
        }
    }
    if !config.look_inside.is_empty() {
        add_watches(&config.look_inside, &mut watches);
    }
    (watches, owners)
}
