extension [MigrationWriter] {
  /// The migrations of some modules, and those that they come after.
  ///
  /// - Parameter apps: The modules.
  package func needed(by apps: Set<String>) -> [MigrationWriter] {
    var needed: Set<MigrationID> = []
    for writer in reversed() where apps.contains(writer.app) || needed.contains(writer.id) {
      needed.insert(writer.id)
      needed.formUnion(writer.after)
    }
    return filter { needed.contains($0.id) }
  }
}
