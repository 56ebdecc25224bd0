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
  /// The operations, in order. One that has no form in a file is a comment there.
  package var operations: [any SchemaOperation]
  /// The schema before them.
  package var state: SchemaState
  /// The source of frozen models and of functions, for a migration that changes rows.
  package var additions: [String] = []

  /// Makes a writer.
  package init(
    app: String, number: Int, slug: String, after: [MigrationID], stage: MigrationStage,
    operations: [any SchemaOperation] = [], from state: SchemaState
  ) {
    self.init(
      app: app, type: MigrationName.type(number: number, slug: slug), after: after, stage: stage,
      operations: operations, from: state)
  }

  /// Makes a writer of a type with this name.
  package init(
    app: String, type: String, after: [MigrationID], stage: MigrationStage, operations: [any SchemaOperation],
    from state: SchemaState
  ) {
    self.app = app
    self.type = type
    self.after = after
    self.stage = stage
    self.operations = operations
    self.state = state
  }

  /// The migration's name, which comes from its type.
  package var id: MigrationID { MigrationID(typeName: app + "." + type) }
  /// The name of the file.
  package var fileName: String { id.name + ".swift" }

  /// The migration that the file is, but for what is a comment in it.
  package var definition: MigrationDefinition {
    let printer = OperationPrinter(state: state)
    let written = operations.map { operation in
      guard let create = operation as? CreateTable else { return operation }
      var ordered = CreateTable(printer.ordered(create.table))
      ordered.notes = create.notes
      return ordered
    }
    return MigrationDefinition(id: id, after: after, stage: stage, replaces: replaces, operations: written)
  }

  /// The file's text.
  ///
  /// - Throws: ``KindredError`` when an operation does not fit the schema before it.
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
    members.append("static var operations: [any SchemaOperation] {\n\(try operationsText())\n}")
    let body = members.map(OperationPrinter.indented).joined(separator: "\n\n")
    return "import Kindred\nimport KindredMigrations\n\nstruct \(type): Migration {\n\(body)\n}\n"
  }

  private func operationsText() throws -> String {
    var state = state
    var lines: [String] = []
    for operation in operations {
      lines.append(OperationPrinter(state: state).text(operation) ?? Self.remark(operation))
      state = try state.applying(operation.changes(in: state))
    }
    return lines.map(OperationPrinter.indented).joined(separator: "\n")
  }

  /// A comment in the place of an operation that has to be copied by hand.
  private static func remark(_ operation: any SchemaOperation) -> String {
    let place = operation.notes.source.map { " (\($0))" } ?? ""
    return "// Copy here: \(operation.summary)\(place)".replacing("\n", with: "\n// ")
  }

  private func list(_ ids: [MigrationID]) -> String {
    "[\(ids.map { SwiftLiteral.text($0.description) }.joined(separator: ", "))]"
  }
}
