#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Replaces this program by another one, which gets its terminal, its signals and its exit code.
///
/// A child would not do: Foundation starts children in a process group of their own, which a terminal lets read nothing.
enum ProgramReplacement {
  /// Runs the other program in place of this one. It returns only if that is not possible.
  ///
  /// - Parameters:
  ///   - arguments: The program, which is looked for in the path, and its arguments.
  ///   - environment: Variables in addition to those of this program.
  /// - Returns: Whether the program was not found.
  static func run(_ arguments: [String], environment: [String: String]) -> Bool {
    for (name, value) in environment { setenv(name, value, 1) }
    // What this program ignores, the other one would ignore as well.
    signal(SIGPIPE, SIG_DFL)
    var words = arguments.map { strdup($0) } + [nil]
    if let program = words[0] { execvp(program, &words) }
    let isMissing = errno == ENOENT
    for word in words { free(word) }
    return isMissing
  }
}
