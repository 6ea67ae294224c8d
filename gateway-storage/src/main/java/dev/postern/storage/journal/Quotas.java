package dev.postern.storage.journal;

import dev.postern.storage.Refused;
import dev.postern.storage.StoreLimits;
import dev.postern.storage.Usage;
import org.jspecify.annotations.Nullable;

/** How much may be stored: by one client, and by all together. Where it may be 0, nothing is. */
final class Quotas {
  private final Usage ofInbox;
  private final Usage ofAll;

  Quotas(StoreLimits limits) {
    ofInbox = new Usage(limits.maxInboxMessages(), limits.maxInboxBytes());
    ofAll = new Usage(limits.maxMessages(), limits.maxBytes());
  }

  /** Why one more message can't be stored; null if it can. */
  Refused.@Nullable Reason refusal(Usage inbox, Usage all, int length) {
    if (!fits(inbox, ofInbox, length)) {
      return Refused.Reason.INBOX_FULL;
    }
    return fits(all, ofAll, length) ? null : Refused.Reason.STORE_FULL;
  }

  private static boolean fits(Usage used, Usage most, int length) {
    // An empty message takes no bytes, but none are allowed where none fit.
    return used.messages() < most.messages()
        && most.bytes() > 0
        && length <= most.bytes() - used.bytes();
  }
}
