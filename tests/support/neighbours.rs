//! An adversary: takes the batch with the most telling bytes in common for the other batch of the
//! same shopper.

/// Runs of bytes are counted in so many boxes.
const BOXES: usize = 4096;
const RUN_BYTES: usize = 4;

/// The share of first batches whose nearest second batch is the same shopper's.
///
/// Runs of four bytes weigh by how rare they are (tf-idf), nearness is the cosine between them.
/// Where several are equally near, the guess counts in parts.
pub(crate) fn paired_by_nearest(firsts: &[String], seconds: &[String]) -> f64 {
    let all: Vec<Vec<(usize, f32)>> = firsts
        .iter()
        .chain(seconds)
        .map(|body| runs(body))
        .collect();
    let mut owners = vec![0_f32; BOXES];
    for batch in &all {
        for (place, _) in batch {
            owners[*place] += 1.0;
        }
    }
    let weighed: Vec<Vec<(usize, f32)>> = all
        .iter()
        .map(|batch| weigh(batch, &owners, all.len() as f32))
        .collect();
    let (left, right) = weighed.split_at(firsts.len());
    let mut found = 0.0;
    let mut dense = vec![0_f32; BOXES];
    for (own, first) in left.iter().enumerate() {
        dense.fill(0.0);
        for (place, weight) in first {
            dense[*place] = *weight;
        }
        let nearness: Vec<f32> = right
            .iter()
            .map(|second| {
                second
                    .iter()
                    .map(|(place, weight)| dense[*place] * weight)
                    .sum()
            })
            .collect();
        let best = nearness
            .iter()
            .fold(f32::MIN, |best, other| best.max(*other));
        let is_best = |near: &&f32| best - **near < 1e-6;
        if is_best(&&nearness[own]) {
            found += 1.0 / nearness.iter().filter(is_best).count() as f64;
        }
    }
    found / firsts.len() as f64
}

/// How often each run of bytes occurs, by its box.
fn runs(body: &str) -> Vec<(usize, f32)> {
    let mut boxes: Vec<usize> = body
        .as_bytes()
        .windows(RUN_BYTES)
        .map(|run| {
            let hash = run.iter().fold(0x811c_9dc5_u32, |hash, byte| {
                (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
            });
            (hash >> 20) as usize % BOXES
        })
        .collect();
    boxes.sort_unstable();
    let mut counted: Vec<(usize, f32)> = Vec::new();
    for place in boxes {
        match counted.last_mut() {
            Some((last, count)) if *last == place => *count += 1.0,
            _ => counted.push((place, 1.0)),
        }
    }
    counted
}

fn weigh(batch: &[(usize, f32)], owners: &[f32], batches: f32) -> Vec<(usize, f32)> {
    let mut weighed: Vec<(usize, f32)> = batch
        .iter()
        .map(|(place, count)| (*place, count.sqrt() * (batches / owners[*place]).ln()))
        .filter(|(_, weight)| 0.0 < *weight)
        .collect();
    let length = weighed
        .iter()
        .map(|(_, weight)| weight * weight)
        .sum::<f32>()
        .sqrt()
        .max(1e-9);
    for (_, weight) in &mut weighed {
        *weight /= length;
    }
    weighed
}
