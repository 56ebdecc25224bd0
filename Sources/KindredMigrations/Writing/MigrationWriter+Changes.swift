package import KindredCore

extension MigrationWriter {
  /// Makes a writer of changes.
  ///
  /// - Throws: ``KindredError`` when a change does not fit the schema before it.
  package init(
    app: String, number: Int, slug: String, after: [MigrationID], stage: MigrationStage, changes: [SchemaChange],
    from state: SchemaState
  ) throws {
    self.init(
      app: app, number: number, slug: slug, after: after, stage: stage, operations: try changes.written(in: state),
      from: state)
  }
}
