/**
 * What the generations of the wire have in common, and what they are asked. Each is a package of
 * its own beside this one; another one would be another package, and a line in {@code
 * dev.postern.net.client.ClientServices}.
 *
 * <p><b>The clients' link.</b> A {@link dev.postern.net.wire.ClientGeneration} begins a {@link
 * dev.postern.net.wire.LoginDialogue} on each connection. Texts go in, {@link
 * dev.postern.net.wire.LoginStep}s come out; what takes a store or a place is done by {@code
 * dev.postern.net.client} for all of them alike:
 *
 * <pre>
 *   text ─► LoginDialogue ─► Say, Refuse                            said
 *                            Register(NewClient) ─► place ─► store ─► said
 *                            Authenticate(Claim) ─► store ─► check ─► seen before? later? ─► place
 *                                                                                  │
 *   binary, text ─► ClientChannel ─► Forward, Say, Refuse,      ◄── the session ───┘
 *   message ◄────── seal             ReplaceKeys, Forget
 * </pre>
 *
 * <p>No channel, no store, and nothing throws for what a peer says.
 */
@NullMarked
package dev.postern.net.wire;

import org.jspecify.annotations.NullMarked;
