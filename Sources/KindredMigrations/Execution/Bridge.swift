import KindredCore

// Stands in for what is not there yet.
extension Database {
  func schemaState() async throws -> SchemaState { SchemaState() }
}
extension SchemaState {
  func changes(to: SchemaState, on: Dialect) throws -> [SchemaChange] { [] }
}
