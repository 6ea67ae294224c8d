// Messages that tell by themselves which they are and whether they came whole:
// "LABEL/NUMBER/", then bytes that follow from the number and their place.

const SLASH = '/'.charCodeAt(0);

/** The message of that label and number. */
export function message(label, number, bytes) {
  const head = Buffer.from(`${label}/${number}/`);
  const whole = Uint8Array.from({ length: bytes }, (_, i) => (i + number) % 251);
  whole.set(head);
  return whole;
}

/** What a received message says that it is, and whether all of it is as it was sent. */
export function read(received) {
  const labelEnd = received.indexOf(SLASH);
  const numberEnd = received.indexOf(SLASH, labelEnd + 1);
  const label = Buffer.from(received.subarray(0, Math.max(labelEnd, 0))).toString();
  const number = Number(Buffer.from(received.subarray(labelEnd + 1, numberEnd)).toString());
  const whole = Buffer.compare(received, message(label, number, received.length)) === 0;
  return { label, number, bytes: received.length, whole };
}
