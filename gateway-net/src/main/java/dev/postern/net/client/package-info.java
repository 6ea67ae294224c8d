/**
 * Trace B, from a client's socket to the forwarder, and from its inbox back to the socket.
 *
 * <p>One connection is one pipeline, written top to bottom in {@link
 * dev.postern.net.client.ClientPipeline}. It begins as HTTP; a good upgrade puts the lower stages
 * in its place, the frame decoder last, so that bytes behind the request come out as frames behind
 * our answer:
 *
 * <pre>
 *   socket ─► limit ─► http-decoder ─► upgrade (WebSocketUpgrade) ─────────────► 400, close
 *                          │ 101
 *                          ▼
 *   socket ─► limit ─► frame-decoder ─► flow ─► answers ─► control ─► messages ─► login-queue ─► …
 *                      33185 bytes at   waits    stops      ping and   fragments   holds back what
 *                      most, else 1009  while    reading    close are  to whole    comes behind a
 *                                       the      from who   answered   messages,   login that is
 *                                       gate is  doesn't               UTF-8 or    being decided;
 *                                       shut     read us               1007        pongs pass
 *
 *   … ─► client ─► closer       any error: close with a status
 *           │
 *           ▼
 *          text: Registering or Authenticating, then Entrance ◄── LoginHandler, before login
 *                 to the place: another session that has it is          │ the answer, then
 *                 asked for a sign of life                              ▼ takes its place
 *          binary: BinaryRequest ─► PacketForwarder  ◄──────────  SessionHandler, after it
 *          pong:   ConnectedClient.pong
 * </pre>
 *
 * <p>Before the frame decoder stands {@code FrameGuard}, which knows from a frame's head that it
 * will be too long for a stranger, or that its bytes take too long to come; {@code Standing} says
 * who is a stranger, and for how long it may be one. See docs/adr/0018.
 *
 * <p>The other direction is {@link dev.postern.net.client.ConnectedClient}, the session. It joins
 * {@link dev.postern.net.delivery.OnlineClients} before the answer to the login and pushes nothing
 * before it; then it drains the inbox, and does so again whenever it is woken:
 *
 * <pre>
 *   wake (any thread) ─► CoalescedTask ─► read after sentUpTo ─► frames and pings ────► socket
 *                                           ▲   at most what the         │
 *                                           │   UnconfirmedWindow        │ pong: all before the
 *                                           │   has room for             │ ping has arrived
 *                                           └── the socket has room ◄────┴─► inboxes.removeUpTo
 * </pre>
 *
 * <p>A message leaves its inbox when its client's pong says so, never because a write succeeded;
 * see docs/adr/0008. What is unconfirmed when a connection ends comes again on the next. How much
 * may wait for a client that doesn't read is in docs/adr/0009; when a session ends because its
 * client gives no sign of life, in docs/adr/0008 and 0012. Clients that come back to full inboxes
 * have their reads in turn: {@code BacklogReads}, docs/adr/0033.
 */
@NullMarked
package dev.postern.net.client;

import org.jspecify.annotations.NullMarked;
