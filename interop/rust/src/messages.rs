//! Messages that tell by themselves which they are and whether they came whole:
//! "LABEL/NUMBER/", then bytes that follow from the number and their place.

use serde_json::{json, Value};

/// The message of that label and number.
pub fn message(label: &str, number: u64, bytes: usize) -> Vec<u8> {
    let mut whole: Vec<u8> = (0..bytes as u64)
        .map(|i| ((i + number) % 251) as u8)
        .collect();
    let head = format!("{label}/{number}/").into_bytes();
    let length = head.len().min(bytes);
    whole[..length].copy_from_slice(&head[..length]);
    whole
}

/// What a received message says that it is, and whether all of it is as it was sent.
pub fn read(received: &[u8]) -> Value {
    let mut parts = received.splitn(3, |byte| *byte == b'/');
    let label = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let number = String::from_utf8_lossy(parts.next().unwrap_or_default())
        .parse()
        .unwrap_or_default();
    json!({
        "event": "message",
        "label": label,
        "number": number,
        "bytes": received.len(),
        "whole": received == message(&label, number, received.len()),
    })
}
