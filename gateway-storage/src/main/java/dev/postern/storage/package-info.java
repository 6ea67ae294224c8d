/** What a gateway keeps: inboxes and client registrations. */
@NullMarked
package dev.postern.storage;

import org.jspecify.annotations.NullMarked;
