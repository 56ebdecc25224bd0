package import KindredCore

/// Writes a migration as a Swift file.
package struct MigrationWriter {
  /// The migration's module.
  package let app: String
  /// The name of its type.
  package let type: String
  /// What it follows.
  package var after: [MigrationID]
  /// When it is applied.
  package var stage: MigrationStage
  /// What it replaces.
  package var replaces: [MigrationID] = []
  /// The changes, in order.
  package var changes: [SchemaChange]
  /// The schema before them.
  package var state: SchemaState
  /// Comments above the operations, by the index of the change.
  package var remarks: [Int: String] = [:]
  /// The source of frozen models and of functions, for a migration that changes rows.
  package var additions: [String] = []

  /// Makes a writer.
  package init(
    app: String, number: Int, slug: String, after: [MigrationID], stage: MigrationStage, changes: [SchemaChange],
    from state: SchemaState
  ) {
    self.app = app
    type = MigrationName.type(number: number, slug: slug)
    self.after = after
    self.stage = stage
    self.changes = changes
    self.state = state
  }

  /// The migration's name, which comes from its type.
  package var id: MigrationID { MigrationID(typeName: app + "." + type) }
  /// The name of the file.
  package var fileName: String { id.name + ".swift" }

  /// The file's text.
  ///
  /// - Throws: ``KindredError`` when a change does not fit the schema before it.
  package func text() throws -> String {
    var members: [String] = []
    members.append("static let after: [MigrationID] = \(list(after))")
    if !replaces.isEmpty { members.append("static let replaces: [MigrationID] = \(list(replaces))") }
    if stage == .contract {
      members.append(
        "// Removes what the previous release uses: it is applied once no process of that release runs.\n"
          + "static let stage = MigrationStage.contract")
    }
    members += additions
    members.append("static var operations: [any SchemaOperation] {\n\(try operations())\n}")
    let body = members.map(OperationPrinter.indented).joined(separator: "\n\n")
    return "import Kindred\nimport KindredMigrations\n\nstruct \(type): Migration {\n\(body)\n}\n"
  }

  private func operations() throws -> String {
    var state = state
    var lines: [String] = []
    for (index, change) in changes.enumerated() {
      if let remark = remarks[index] { lines.append("// " + remark.replacing("\n", with: "\n// ")) }
      lines.append(OperationPrinter(state: state).text(change))
      try state.apply(change)
    }
    if let remark = remarks[changes.count] { lines.append("// " + remark.replacing("\n", with: "\n// ")) }
    return lines.map(OperationPrinter.indented).joined(separator: "\n")
  }

  private func list(_ ids: [MigrationID]) -> String {
    "[\(ids.map { SwiftLiteral.text($0.description) }.joined(separator: ", "))]"
  }
}
