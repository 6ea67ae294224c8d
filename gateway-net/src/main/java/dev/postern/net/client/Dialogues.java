package dev.postern.net.client;

import dev.postern.net.wire.ClientGeneration;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginDialogue;
import dev.postern.net.wire.LoginStep;
import java.util.List;

/**
 * Tells by its texts of which generation a stranger is, and lets that generation answer. What none
 * of them recognises goes to the one that spoke last; at first that is the oldest, whose clients
 * don't say what they are. Runs on the channel's event loop.
 */
final class Dialogues {
  private final List<LoginDialogue> dialogues;
  private LoginDialogue current;

  /** With all generations there are, the oldest one last. */
  Dialogues(List<ClientGeneration> generations, GatewaySide side) {
    dialogues = generations.stream().map(generation -> generation.newDialogue(side)).toList();
    current = dialogues.get(dialogues.size() - 1);
  }

  LoginStep receive(ClientText text) {
    if (!current.isHandshaking()) {
      for (LoginDialogue dialogue : dialogues) {
        if (dialogue.recognises(text)) {
          current = dialogue;
          break;
        }
      }
    }
    return current.receive(text);
  }

  LoginStep receiveBinary() {
    return current.receiveBinary();
  }
}
