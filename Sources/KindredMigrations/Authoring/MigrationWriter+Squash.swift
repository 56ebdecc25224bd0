package import KindredCore

extension MigrationWriter {
  /// The file of a migration that replaces others.
  package init(squash definition: MigrationDefinition, number: Int, slug: String, from before: SchemaState) {
    self.init(
      app: definition.id.app, number: number, slug: slug, after: definition.after, stage: definition.stage,
      operations: definition.operations, from: before)
    replaces = definition.replaces
  }

  /// The operations that have no form in a file, such as functions. The file has a comment in their places.
  package var unwritable: [any SchemaOperation] {
    var state = state
    return operations.filter { operation in
      defer { if let after = try? state.applying(operation.changes(in: state)) { state = after } }
      return OperationPrinter(state: state).text(operation) == nil
    }
  }
}
