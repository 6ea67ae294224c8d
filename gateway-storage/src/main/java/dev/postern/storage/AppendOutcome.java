package dev.postern.storage;

/** What became of a message that was to be stored. */
public sealed interface AppendOutcome permits Appended, Refused {}
