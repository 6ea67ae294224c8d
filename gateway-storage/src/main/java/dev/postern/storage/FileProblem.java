package dev.postern.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/**
 * What the file system said, in words for an operator. The JDK's exceptions say half of it with
 * their class: their message is often nothing but the file.
 */
public final class FileProblem {
  private FileProblem() {}

  /** A few words, to go on a line of their own or behind a colon. */
  public static String of(IOException e) {
    if (e instanceof FileSystemException problem && problem.getFile() != null) {
      return of(problem, problem.getFile());
    }
    return e.getMessage() == null
        ? "input or output failed without a reason (" + e.getClass().getSimpleName() + ")"
        : e.getMessage();
  }

  private static String of(FileSystemException e, String file) {
    if (e instanceof NoSuchFileException) {
      return file + " does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission for " + file;
    }
    // Where a directory was to be made; one that was there would have been welcome.
    if (e instanceof FileAlreadyExistsException) {
      return file + " is there already, and is no directory";
    }
    if (e instanceof NotDirectoryException) {
      return file + " is no directory";
    }
    // The kernel's words begin with a capital: "Read-only file system".
    return e.getReason() == null
        ? file + " can't be used"
        : file + ": " + e.getReason().toLowerCase(Locale.ROOT);
  }
}
