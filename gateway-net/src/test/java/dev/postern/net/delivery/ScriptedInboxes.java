package dev.postern.net.delivery;

import dev.postern.net.UnaskedInboxes;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/** Answers appends and holds as it was told to, and keeps what was appended or held. */
final class ScriptedInboxes extends UnaskedInboxes {
  private final Queue<AppendOutcome> answers = new ArrayDeque<>();
  private final List<DestinationAddress> owners = new ArrayList<>();
  private final List<byte[]> contents = new ArrayList<>();
  private final Queue<AppendOutcome> answersToHold = new ArrayDeque<>();
  private final List<byte[]> held = new ArrayList<>();
  private final List<DestinationAddress> letGo = new ArrayList<>();
  private Runnable whileHolding = () -> {};

  void answer(AppendOutcome outcome) {
    answers.add(outcome);
  }

  /** What happens meanwhile. */
  void answerHold(AppendOutcome outcome, Runnable meanwhile) {
    answersToHold.add(outcome);
    whileHolding = meanwhile;
  }

  List<byte[]> held() {
    return held;
  }

  List<DestinationAddress> letGo() {
    return letGo;
  }

  List<DestinationAddress> owners() {
    return owners;
  }

  List<byte[]> contents() {
    return contents;
  }

  @Override
  public AppendOutcome append(DestinationAddress owner, byte[] source, int offset, int length) {
    owners.add(owner);
    contents.add(Arrays.copyOfRange(source, offset, offset + length));
    return answers.remove();
  }

  @Override
  public AppendOutcome hold(DestinationAddress owner, byte[] source, int offset, int length) {
    held.add(Arrays.copyOfRange(source, offset, offset + length));
    whileHolding.run();
    return answersToHold.remove();
  }

  @Override
  public void letGo(DestinationAddress owner) {
    letGo.add(owner);
  }
}
