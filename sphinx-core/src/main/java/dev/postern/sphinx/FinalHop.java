package dev.postern.sphinx;

/**
 * A packet that has arrived.
 *
 * @param destination whose it is
 * @param identifier the 16-byte SURB identifier
 * @param message the plaintext without padding; the caller's own copy
 */
@SuppressWarnings("ArrayRecordComponent") // values handed over, never compared
public record FinalHop(DestinationAddress destination, byte[] identifier, byte[] message)
    implements UnwrappedPacket {}
