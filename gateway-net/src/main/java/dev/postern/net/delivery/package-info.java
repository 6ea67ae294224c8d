/**
 * Where the traces meet: a message goes to its inbox, and a session drains it.
 *
 * <pre>
 *                  append                      read, after the last position pushed
 *   Delivery ───────────────► inbox of the client ───────────────► ClientSession ─► socket
 *      │                       │                                     ▲
 *      │ wake, if here         │ durable                             │
 *      └───────────────────────┼─────────────────────────────────────┘
 *                              ▼
 *                      SURB-ack ─► PacketForwarder
 * </pre>
 *
 * <p><b>Nothing falls between stored and live</b>, because there is only one path. A session joins
 * {@link dev.postern.net.delivery.OnlineClients} first, then drains its inbox until a read comes
 * back empty; being woken, it drains again. {@link dev.postern.net.delivery.Delivery} appends
 * first, then looks for a session to wake. So either the append came before that empty read, which
 * saw it, or the session had joined before the append looked, and is woken.
 *
 * <p><b>Acks say nothing about who is here</b>: a SURB-ack leaves when the store says durable,
 * whether the client is online or not.
 *
 * <p><b>But for messages that the store has no room for.</b> If their client is here they are held
 * in memory, in their place of the inbox, and their SURB-ack leaves when the client has confirmed
 * them. A session that ends leaves first and has the inbox let go then; delivery holds first and
 * looks for a session then: so nothing stays held for nobody.
 *
 * <p>The acks that come back to our clients (21 bytes, nobody waits for their safety) go past the
 * inbox to a live session, and into the inbox when there is none.
 */
@NullMarked
package dev.postern.net.delivery;

import org.jspecify.annotations.NullMarked;
