extension Database {
  /// Whether opening a database creates a file that is missing. If not, an empty database in memory stands for it, for
  /// programs that only look.
  @TaskLocal package static var createsMissingFiles = true
}
