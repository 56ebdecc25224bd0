public import ArgumentParser

/// How the commands of `manage` end, for scripts that call them.
public enum CommandExit: Int32, Sendable {
  /// Everything was done.
  case success = 0
  /// Something failed, or `--check` found changes.
  case failure = 1
  /// A question has no answer, because nobody can be asked.
  case unanswered = 3
  /// Somebody else holds the lock for longer than was to be waited.
  case lockTimeout = 4

  /// The exit code for ArgumentParser.
  public var code: ExitCode { ExitCode(rawValue) }
}
