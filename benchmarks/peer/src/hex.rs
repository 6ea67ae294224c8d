//! Bytes as text, two lower-case digits each.

pub fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)] as char);
        text.push(DIGITS[usize::from(byte & 15)] as char);
    }
    text
}

pub fn decode(text: &str) -> Result<Vec<u8>, String> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return Err(format!("{} hex digits", digits.len()));
    }
    digits
        .chunks(2)
        .map(|pair| Ok(digit(pair[0])? << 4 | digit(pair[1])?))
        .collect()
}

pub fn decode_array<const N: usize>(text: &str) -> Result<[u8; N], String> {
    let bytes = decode(text)?;
    let length = bytes.len();
    bytes
        .try_into()
        .map_err(|_| format!("{length} bytes where {N} belong"))
}

fn digit(character: u8) -> Result<u8, String> {
    (character as char)
        .to_digit(16)
        .map(|value| value as u8)
        .ok_or_else(|| format!("no hex digit: {}", character as char))
}
