//! Reads the things of a list: elements of the page, or objects of its code.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::data::list_in_layer;
use super::inside;
use super::payload::{own, walk};
use super::read::{Node, Reads, Scene, json_ld};
use crate::engine::signal::Scalar;
use crate::engine::watch::{ListOf, Read};
use crate::engine::{push_text, push_u32};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn parse(text: &str) -> Result<JsValue, JsValue>;
}

/// No further thing is read when so many bytes have been: the engine sends less than that of a list.
const MAX_BYTES: usize = 60_000;

/// What `cells` find in each of the things of a [`Read::List`], as a JSON list of lists. `around` is where elements
/// are looked for.
#[inline(never)]
pub(crate) fn rows(
    list: &Read,
    cells: &[Read],
    scene: &Scene<'_>,
    (around, document): (&Node, &Node),
    reads: &Reads,
) -> Option<String> {
    let Read::List {
        of, path, at_most, ..
    } = list
    else {
        return None;
    };
    let mut elements = None;
    let things = match of {
        ListOf::JsonLd => return Some(json_ld(document)),
        ListOf::Elements => {
            let found = around.find_all(path);
            let mut all = Vec::new();
            for index in 0..found.length().min(*at_most) {
                all.push(found.item(index));
            }
            if !reads.hosts.is_empty() {
                for element in &inside::find(&reads.hosts, around, path) {
                    all.push(element.clone());
                }
            }
            elements = Some(all);
            JsValue::UNDEFINED
        }
        ListOf::DataLayer => list_in_layer(path),
        ListOf::Global => walk(&js_sys::global(), path),
        ListOf::Event => walk(scene.payload?, path),
    };
    let count = match &elements {
        Some(elements) => elements.len() as u32,
        None => own(&things, "length").as_f64()? as u32,
    };
    let mut out = String::new();
    for index in 0..count.min(*at_most) {
        out.push(if index == 0 { '[' } else { ',' });
        let elements = elements.as_ref();
        let element = elements.and_then(|elements| elements.get(index as usize));
        let mut key = String::new();
        push_u32(&mut key, index);
        let thing = own(&things, &key);
        let scene = Scene {
            own: element,
            target: None,
            payload: Some(&thing),
        };
        let inside = element.unwrap_or(document);
        let mut separator = '[';
        for read in cells {
            out.push(separator);
            separator = ',';
            match reads.read_one(read, &scene, inside, document) {
                Some(text) => push_text(&mut out, &text),
                None => out.push_str("null"),
            }
        }
        if separator == '[' {
            out.push('[');
        }
        out.push(']');
        if MAX_BYTES < out.len() {
            break;
        }
    }
    if out.is_empty() {
        return None;
    }
    out.push(']');
    Some(out)
}

/// Puts the lists into what a callback is told.
#[inline(never)]
pub(crate) fn tell_lists(notice: &JsValue, properties: &[(String, Scalar)]) {
    let told = own(notice, "properties");
    for (name, value) in properties {
        if let Scalar::List(items) = value
            && let Ok(list) = parse(items)
        {
            for item in list.unchecked_ref::<Array>().iter() {
                Object::freeze(item.unchecked_ref::<Object>());
            }
            Object::freeze(list.unchecked_ref::<Object>());
            // Nothing forbids to write into an object of ours.
            let _ = js_sys::Reflect::set(&told, &name.into(), &list);
        }
    }
}
