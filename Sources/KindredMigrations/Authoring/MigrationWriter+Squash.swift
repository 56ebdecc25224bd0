package import KindredCore

extension MigrationWriter {
  /// The file of a migration that replaces others.
  ///
  /// - Returns: The writer, and the operations that have no form in a file: functions, SQL and backfills. The file has a
  ///   comment in their places.
  package static func squash(
    _ definition: MigrationDefinition, number: Int, slug: String, from before: SchemaState
  ) throws -> (MigrationWriter, others: [String]) {
    var state = before
    var changes: [SchemaChange] = []
    var remarks: [Int: String] = [:]
    var others: [String] = []
    for operation in definition.operations {
      let made = try operation.changes(in: state)
      if made.isEmpty || operation.changesRows {
        let place = operation.notes.source.map { " (\($0))" } ?? ""
        others.append(operation.summary + place)
        remarks[changes.count, default: ""] +=
          (remarks[changes.count] == nil ? "" : "\n") + "Copy here: \(operation.summary)\(place)"
      }
      changes += made
      state = try state.applying(made)
    }
    var writer = MigrationWriter(
      app: definition.id.app, number: number, slug: slug, after: definition.after, stage: definition.stage,
      changes: changes, from: before)
    writer.replaces = definition.replaces
    writer.remarks = remarks
    return (writer, others)
  }
}
